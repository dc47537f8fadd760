/// A command that was allowed and yet has no answer, such as a training that diverged; the exit status is 1.
struct CommandFailure: Error, Hashable {
  /// What happened, in one line.
  let message: String
}
