/** The number of a row or sample. Each build of the kernel says what it is: u16 for tables of up to 65,535 rows, or u32. */
type Id = u16;
