"""The expected catalogue (danh mục công bố): decisions with their annexes, read from the files of people."""
