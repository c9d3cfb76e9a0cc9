"""From a frozen snapshot to the bytes of a PDF: pure functions of their input, which look nothing up."""
