import Evidence
import Foundation
import Judgments

/// Judges the claim and its controls, prints every trial, and fails unless all are as they must be.
@main
struct ExternalClaim {
  static func main() async {
    var isAsRequired = true
    for role in Trial.Role.allCases {
      for trial in DeepLinear.judgment.trials(role, effort: .standard) {
        let verdict = await DeepLinear.judgment.outcome(of: trial, settings: Settings()).verdict
        print("\(trial): \(verdict.word)")
        if !trial.isAsExpected(verdict) { isAsRequired = false }
      }
    }
    exit(isAsRequired ? 0 : 1)
  }
}
