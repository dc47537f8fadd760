/// What a command leaves behind: its exit status and what goes to standard output and standard error.
package struct CommandResult: Hashable, Sendable {
  /// The exit status of a command line that is not allowed, `EX_USAGE` of sysexits.
  package static let usageStatus: Int32 = 64

  /// The exit status; 0 on success.
  package let status: Int32
  /// The text for standard output.
  package let output: String
  /// The text for standard error.
  package let errors: String

  init(status: Int32 = 0, output: String = "", errors: String = "") {
    self.status = status
    self.output = output
    self.errors = errors
  }
}
