import Evidence
import Sim
import Theory

/// What a trial would have measured in a world wrong by a check's smallest detectable violation.
///
/// What was measured is moved by the violation and its noise kept, which is how far a check must see.
struct Violation<Row: EvidenceRow>: Sendable {
  /// The name of the check that must see it.
  let check: String
  /// To which side it goes, for example `above`.
  let side: String
  /// The row with the violation, whose size is in the unit that the check states.
  let moved: @Sendable (_ row: Row, _ size: Double) throws -> Row

  init(
    _ check: String, _ side: String, moved: @escaping @Sendable (_ row: Row, _ size: Double) throws -> Row
  ) {
    self.check = check
    self.side = side
    self.moved = moved
  }

  /// A violation to either side: `moved` gets the size with its sign.
  static func both(
    _ check: String, moved: @escaping @Sendable (_ row: Row, _ size: Double) throws -> Row
  ) -> [Violation] {
    [Violation(check, "above") { try moved($0, $1) }, Violation(check, "below") { try moved($0, -$1) }]
  }
}

extension CalibratedWorlds {
  /// The probability with which a check may miss the violation that it states it detects.
  static let missed = 0.01

  /// Repetitions of a claim's experiment, small enough for thousands, in which the claim is true.
  ///
  /// In each world every check that spends a false-alarm probability may refute with that probability, and every check with a
  /// violation may miss it, where it states what it detects, with a probability of 0.01.
  static func check<Subject: Experiment>(
    _ subject: Subject, samples: Int, _ violations: [Violation<Subject.Row>]...
  ) -> CalibratedWorlds {
    let name = "\(subject.name), \(samples) samples"
    return CalibratedWorlds(.claim, subject.claim.id, name) { world, seed in
      // Named apart from the trials of a run, so that their random numbers are others.
      let trial = Trial(
        claim: subject.claim.id, role: .claim, experiment: "calibration of \(name)", repetition: world)
      let row = try await subject.run(trial, Settings(baseSeed: seed, effort: .quick))
      let checks = try subject.judge(row)
      let refusals = checks.filter { $0.falseAlarm > 0 }.map {
        Event(
          name: "\($0.name): refuted though true", atMost: $0.falseAlarm, happened: $0.verdict.isRefuted)
      }
      let misses = try violations.joined().map { violation in
        let name = "\(violation.check): violation \(violation.side) missed"
        guard let size = checks.first(where: { $0.name == violation.check })?.detects?.size else {
          throw TheoryError(
            value: "\(subject.name): \(violation.check)", rule: "a check that says what it detects")
        }
        let moved = try subject.judge(violation.moved(row, size))
        let verdict = moved.first { $0.name == violation.check }?.verdict
        return Event(name: name, atMost: missed, happened: verdict?.isRefuted != true)
      }
      return refusals + misses
    }
  }
}

extension Experiment {
  /// The experiment with one of its numbers changed.
  func with<Value>(_ number: WritableKeyPath<Self, Value>, _ value: Value) -> Self {
    var changed = self
    changed[keyPath: number] = value
    return changed
  }
}

extension EvidenceRow {
  /// The row with one of its numbers changed.
  func with<Value>(_ number: WritableKeyPath<Self, Value>, _ change: (Value) -> Value) -> Self {
    var changed = self
    changed[keyPath: number] = change(self[keyPath: number])
    return changed
  }
}
