"""What the benchmarks are made of. The benchmarks themselves are the files one folder up."""
