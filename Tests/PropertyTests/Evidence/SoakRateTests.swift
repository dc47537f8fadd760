import Evidence
import TestSupport
import Testing
import Theory

/// What a claim's page says of the soaks.
@Suite(.notesIssues)
struct SoakRateTests {
  /// A soak of a section's trials in which so many of the observed ones are refuted at each base seed from 1001 on.
  private static func soak(
    _ section: ReportSection, refuted: [Int], effort: Effort = .quick,
    version: String = PackageIdentity.version
  ) throws -> SoakTable {
    let trials = MockRun.trials(section)
    let records = refuted.enumerated().map { place, count in
      var record = SoakRecord(
        seed: 1001 + UInt64(place), claim: section.claim.id, experiments: SoakRecord.fingerprint(of: trials))
      for (number, trial) in trials.enumerated() {
        let isRefuted = trial.role == .control || number < count
        let verdict: Verdict = isRefuted ? .refuted(counterexample: "no") : .verified(margin: 0.5)
        if trial.role == .claim {
          record.add(verdict, of: trial, isObserved: true)
        } else {
          record.add(verdict, of: trial, control: .nearMiss)
        }
      }
      return record
    }
    return try SoakTable(
      .init(version: version, effort: effort, seed: 1001), runs: refuted.count, claims: [section.claim.id],
      records)
  }

  /// The claim's page in both forms of the report.
  private static func pages(_ section: ReportSection, _ soaks: SoakFile?) async throws -> [String] {
    let (snapshot, prose) = (await MockRun.snapshot(section), MockRun.prose(section))
    let report = try RunReport(
      snapshot: snapshot, settings: Settings(), sections: [section], prose: prose, soaks: soaks)
    let html = try HTMLReport(
      snapshot: snapshot, settings: Settings(), sections: [section], prose: prose, soaks: soaks)
    return [try #require(report.files.first { $0.path == "Report/\(section.stem).md" }?.text), html.text]
  }

  @Test("the soak of each effort is stated, with Clopper and Pearson's lower bound")
  func rates() async throws {
    let section = MockRun.section()
    let file = SoakFile([
      try Self.soak(section, refuted: [0, 0, 0], effort: .standard),
      try Self.soak(section, refuted: [0, 0, 0, 0]),
    ])
    let pages = try await Self.pages(section, file)
    // 0.05^(1/4) and 0.05^(1/3).
    let (quick, standard) = (
      " all of its observed trials were verified at 4 of 4 fresh base seeds (1001 to 1004), 24 of 24 trials."
        + " The probability that all are at another base seed is at least 0.4729 (Clopper and Pearson, confidence 95 %).",
      " all of its observed trials were verified at 3 of 3 fresh base seeds (1001 to 1003), 18 of 18 trials."
        + " The probability that all are at another base seed is at least 0.3684 (Clopper and Pearson, confidence 95 %)."
    )
    #expect(
      pages[0].contains(
        "\n\nAt effort `quick`\(quick) At effort `default`\(standard) More in [Soak.md](../Report/Soak.md).\n\n"
      ))
    #expect(
      pages[1].contains(
        "\(quick) At effort <code>default</code>\(standard) More in <code>Report/Soak.md</code>."))
  }

  @Test("what was not verified is counted")
  func failures() async throws {
    let section = MockRun.section()
    let many = try await Self.pages(section, SoakFile([try Self.soak(section, refuted: [0, 1, 0, 2])]))
    for page in many {
      #expect(
        page.contains(
          "at 2 of 4 fresh base seeds (1001 to 1004), 21 of 24 trials; 3 of them were not. The probability that all are at"
            + " another base seed is at least 0.09761 "))
    }
    let none = try await Self.pages(section, SoakFile([try Self.soak(section, refuted: [1])]))
    for page in none {
      #expect(page.contains("at 0 of 1 fresh base seeds (1001 to 1001), 5 of 6 trials; 1 of them was not."))
      #expect(page.contains("at another base seed is at least 0 (Clopper"))
    }
  }

  @Test("nothing is said without a file, without the claim in it, and of a claim that has no observed trial")
  func silence() async throws {
    let section = MockRun.section()
    let exact = MockRun.section(grade: .exact)
    let other = SoakFile([try Self.soak(MockRun.section("F3"), refuted: [0, 0])])
    for (section, file) in [
      (section, nil), (section, SoakFile()), (section, other),
      (exact, SoakFile([try Self.soak(exact, refuted: [0, 0])])),
    ] {
      for page in try await Self.pages(section, file) {
        #expect(!page.contains("base seeds (") && !page.contains("Soak.md"))
      }
    }
  }

  @Test("a soak of another version, or of other experiments, is named without its numbers")
  func stale() async throws {
    let section = MockRun.section()
    let file = SoakFile([
      try Self.soak(section, refuted: [0, 0], version: "0.9.0"),
      try Self.soak(MockRun.section(experiments: 3), refuted: [0, 0], effort: .standard),
    ])
    let page = try await Self.pages(section, file)[0]
    #expect(
      page.contains(
        "\n\nThe soak at effort `quick` is of version 0.9.0: its rate is not stated. The soak at effort `default` judged other"
          + " experiments than these: its rate is not stated. More in [Soak.md](../Report/Soak.md).\n\n"))
    #expect(!page.contains("fresh base seeds"))
  }

  @Test("a soak takes the place of that of its effort, and those of other versions go")
  func adding() throws {
    let section = MockRun.section()
    let quick = try Self.soak(section, refuted: [0])
    let longer = try Self.soak(section, refuted: [0, 0])
    let standard = try Self.soak(section, refuted: [0], effort: .standard)
    let old = try Self.soak(section, refuted: [0], effort: .thorough, version: "0.9.0")
    #expect(SoakFile([standard]).adding(quick).adding(longer).soaks == [longer, standard])
    #expect(SoakFile([quick, old]).adding(standard).soaks == [quick, standard])
  }

  @Test("the fingerprint is FNV-1a, and an experiment or repetition more changes it")
  func fingerprint() {
    let trial = Trial(claim: "F2", role: .claim, experiment: "a", repetition: 0)
    #expect(SoakRecord.fingerprint(of: []) == "cbf29ce484222325")
    #expect(SoakRecord.fingerprint(of: [trial]) == "4001b93963896a59")
    let sections = [
      MockRun.section(), MockRun.section(experiments: 3), MockRun.section(repetitions: 4),
      MockRun.section("F3"),
    ]
    #expect(Set(sections.map { SoakRecord.fingerprint(of: MockRun.trials($0)) }).count == 4)
  }
}
