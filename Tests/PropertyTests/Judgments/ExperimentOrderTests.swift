import Evidence
import Judgments
import Sim
import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct ExperimentOrderTests {
  /// An experiment that draws random numbers as every claim's does.
  private struct Drawn: Experiment {
    struct Row: EvidenceRow {
      let numbers: [Double]
      static let columns: [Column<Row>] = [Column(series: "numbers") { $0.numbers }]
    }

    var claim: Claim { .f1Spectrum }
    let name: String
    func repetitions(_ effort: Effort) -> Int { 2 }

    func run(_ trial: Trial, _ settings: Settings) throws -> Row {
      var stream = RandomStream(try trial.address(settings), step: 0)
      return Row(numbers: (0..<3).map { _ in stream.uniform() })
    }

    func judge(_ row: Row) -> [Check] { [Check("drawn", .verified(margin: 1))] }
  }

  private func judgment(_ names: [String], controls: [String] = []) -> ClaimJudgment {
    ClaimJudgment(
      claim: .f1Spectrum, experiments: names.map { Drawn(name: $0) },
      controls: controls.map { .nearMiss(of: Drawn(name: $0), "nothing", Drawn(name: $0)) },
      own: .none(because: "it is made up"))
  }

  private func rows(_ names: [String]) async -> [Trial: [Double]] {
    let judgment = judgment(names)
    var found: [Trial: [Double]] = [:]
    for trial in judgment.trials(.claim, effort: .quick) {
      let outcome = await judgment.outcome(of: trial, settings: Settings())
      found[trial] = (outcome.row as? Drawn.Row)?.numbers
    }
    return found
  }

  @Test("inserting, removing and reordering experiments changes no other row")
  func stability() async throws {
    let before = await rows(["a", "b", "c"])
    #expect(before.count == 6 && Set(before.values).count == 6)
    for names in [["a", "b", "new", "c"], ["new", "a", "b", "c"], ["a", "c"], ["c", "b", "a"], ["c"]] {
      let after = await rows(names)
      #expect(after.count == 2 * names.count)
      for (trial, numbers) in after where trial.experiment != "new" { #expect(before[trial] == numbers) }
    }
  }

  @Test("an experiment and a control of one name draw different numbers")
  func roles() async throws {
    let judgment = judgment(["a"], controls: ["a"])
    var drawn: Set<[Double]> = []
    for trial in judgment.trials(.claim, effort: .quick) + judgment.trials(.control, effort: .quick) {
      let outcome = await judgment.outcome(of: trial, settings: Settings())
      drawn.insert(try #require((outcome.row as? Drawn.Row)?.numbers))
    }
    #expect(drawn.count == 4)
  }

  @Test("two experiments of one name in one role are refused")
  func clashes() {
    #expect(ClaimJudgment.nameClashes(among: [judgment(["a", "b"], controls: ["a", "b"])]).isEmpty)
    #expect(
      ClaimJudgment.nameClashes(among: [judgment(["a", "b", "a"])])
        == ["F1 has two claim experiments named a"])
    #expect(
      ClaimJudgment.nameClashes(among: [judgment(["a"], controls: ["b", "b"])])
        == ["F1 has two control experiments named b"])
  }
}
