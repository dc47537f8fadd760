import Evidence
import Judgments
import Testing

/// Ties a suite to the claim that its tests judge.
///
/// When the suite begins, its trials are announced for the line of progress; when it ends, the ledger
/// closes the claim: a line of progress says what was found, also if a filter left some trials out.
public struct JudgesTrait: SuiteTrait, TestScoping {
  /// The claim's judgment.
  public let judgment: ClaimJudgment

  /// A scope for the suite as a whole and none for its tests.
  public func scopeProvider(for test: Test, testCase: Test.Case?) -> JudgesTrait? {
    test.isSuite && testCase == nil ? self : nil
  }

  /// Runs the suite, then closes the claim in the ledger.
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let ledger = RunLedger.shared
    RunLedger.announce(judgment, in: ledger)
    try await function()
    ledger.end(judgment.claim.id)
  }
}

extension Trait where Self == JudgesTrait {
  /// The suite judges this claim and its control.
  public static func judges(_ judgment: ClaimJudgment) -> Self { JudgesTrait(judgment: judgment) }
}

extension Trait where Self == IssueHandlingTrait {
  /// Issues in this suite or test are noted in the ledger, which keeps REPORT.md from being overwritten.
  ///
  /// Known issues are noted like any other: Swift Testing marks them only after this trait has seen them. On Linux
  /// the process's exit status says the same of suites without the trait, but not which issue it was.
  public static var notesIssues: Self {
    _ = RunLedger.shared
    return .compactMapIssues { issue in
      RunLedger.shared.note(issue: "\(issue)")
      return issue
    }
  }
}
