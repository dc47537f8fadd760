import Evidence
import Judgments

/// What a command sees of the world around it.
package struct Context: Sendable {
  /// The environment's variables.
  package let environment: [String: String]
  /// The judgments that `sts judge` can run.
  package let judgments: [ClaimJudgment]
  /// Takes one line of progress at a time.
  package let progress: @Sendable (String) -> Void
  /// Shows how far a run of trials is.
  package let log: ProgressLog

  /// A context; by default it has no variables and drops all progress.
  package init(
    environment: [String: String] = [:], judgments: [ClaimJudgment] = [],
    progress: @escaping @Sendable (String) -> Void = { _ in },
    log: ProgressLog = ProgressLog(file: nil, screen: .none)
  ) {
    self.environment = environment
    self.judgments = judgments
    self.progress = progress
    self.log = log
  }

  /// The settings that the STS_ variables give.
  ///
  /// - Throws: `UsageError` for a malformed value and for an unknown STS_ variable.
  func settings() throws(UsageError) -> Settings {
    do {
      return try Settings.parse(environment: environment)
    } catch {
      throw UsageError("\(error)")
    }
  }
}
