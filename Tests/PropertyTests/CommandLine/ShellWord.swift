/// The text as one word of shell.
func shellWord(_ text: String) -> String {
  "'" + text.replacing("'", with: "'\\''") + "'"
}

/// Whether a program failed with a status and one line of error, no trace of a crash.
func isRefusal(_ result: (status: Int32, output: String, errors: String), _ status: Int32) -> Bool {
  result.status == status && result.errors.hasSuffix("\n")
    && result.errors.dropLast().allSatisfy { !$0.isNewline }
}
