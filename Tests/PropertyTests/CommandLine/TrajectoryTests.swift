import Foundation
import Testing
import sts

/// The files that `--trajectory` writes.
@Suite struct TrajectoryTests {
  /// What a command printed, and the rows that it wrote.
  struct Run {
    let result: CommandResult
    let columns: [String]
    /// A number of each column, none where the row has none.
    let rows: [[Double?]]

    func column(_ name: String) throws -> [Double?] {
      let place = try #require(columns.firstIndex(of: name))
      return rows.map { $0[place] }
    }
  }

  static let problem = "--tokens 6 --dimension 2 --sparsity 2"
  static let flow = "flow \(problem) --positions one-hot --times 0,1,10.5,1e6"
  static let attention = "train attention \(problem) --positions one-hot --steps 45 --batch 8 --every 20"
  static let network = "train network \(problem) --width 3 --hidden 8 --steps 45 --batch 8 --every 20"

  /// Runs a line with a file of that ending in a folder of its own, in which nothing else is left.
  private func text(_ line: String, ending: String) async throws -> (result: CommandResult, text: String) {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let file = folder.url.appending(path: "path.\(ending)")
    try Data("what was there before".utf8).write(to: file)
    let result = await runCommand("\(line) --json --trajectory \(file.path)")
    #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["path.\(ending)"])
    return (result, try String(contentsOf: file, encoding: .utf8))
  }

  /// The rows of a line's CSV file.
  private func run(_ line: String) async throws -> Run {
    let (result, text) = try await text(line, ending: "csv")
    #expect(text.hasSuffix("\n"))
    let lines = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let columns = try #require(lines.first)
    #expect(lines.allSatisfy { $0.count == columns.count })
    return Run(
      result: result, columns: columns,
      rows: try lines.dropFirst().map { try $0.map(number) })
  }

  /// The number of a cell, none of an empty one.
  private func number(_ cell: String) throws -> Double? {
    if cell.isEmpty { return nil }
    let number: Double = try #require(Double(cell), "\(cell)")
    return number
  }

  @Test func `the flow's states are those printed, bit for bit`() async throws {
    let run = try await run(Self.flow)
    #expect(run.columns == ["t", "alpha", "logit", "massOnSubset", "risk"])
    let states = try JSONDecoder().decode(FlowCommandTests.Answer.self, from: Data(run.result.output.utf8))
      .states
    #expect(run.rows == states.map { [$0.t, $0.alpha, $0.logit, $0.massOnSubset, $0.risk] })
    #expect(states.count == 4)
  }

  @Test(arguments: [flow, attention, attention + " --optimizer adam", network, network + " --loss log"])
  func `CSV and JSON hold the same numbers`(line: String) async throws {
    let run = try await run(line)
    let json = try await text(line, ending: "json").text
    let rows = try JSONDecoder().decode([[String: Double?]].self, from: Data(json.utf8))
    #expect(rows.count == run.rows.count)
    for (object, row) in zip(rows, run.rows) {
      #expect(object == Dictionary(uniqueKeysWithValues: zip(run.columns, row)))
    }
  }

  @Test func `attention is looked at on its way and at its end`() async throws {
    let run = try await run(Self.attention)
    let answer = try JSONDecoder().decode(
      TrainCommandTests.Attention.self, from: Data(run.result.output.utf8))
    #expect(try run.column("step") == [20, 40, 45])
    #expect(try run.column("time").last == answer.time)
    for (name, end) in [("alpha", answer.alpha), ("logit", answer.logit), ("cosine", answer.cosine)] {
      #expect(try run.column(name).last == end)
    }
    // On a part of the answer's draws.
    let (risk, error) = (try run.column("risk").last, try run.column("standardError").last)
    let difference = try #require(risk ?? nil) - answer.risk
    #expect(abs(difference) <= 6 * (try #require(error ?? nil)) + 1e-9)
    let adam = try await self.run(Self.attention + " --optimizer adam")
    #expect(try adam.column("time") == [nil, nil, nil] && adam.columns == run.columns)
  }

  @Test(arguments: ["", " --loss log", " --shared", " --skip-connection"])
  func `a network is looked at on its way and at its end`(kind: String) async throws {
    let run = try await run(Self.network + kind)
    let answer = try JSONDecoder().decode(
      TrainCommandTests.Network.self, from: Data(run.result.output.utf8))
    #expect(try run.column("step") == [20, 40, 45])
    #expect(try run.column("certificate").last == answer.certificate)
    #expect(try run.column("rank").last == Double(answer.rank))
    #expect(run.columns.contains("meanLoss") == kind.hasPrefix(" --loss"))
    let (risk, error) = (try run.column("risk").last, try run.column("standardError").last)
    let difference = try #require(risk ?? nil) - answer.risk
    #expect(abs(difference) <= 6 * (try #require(error ?? nil)) && difference != 0)
    for (risk, certificate) in zip(try run.column("risk"), try run.column("certificate")) {
      #expect(try #require(risk) > (try #require(certificate)))
    }
  }

  @Test func `fixed examples have rows too`() async throws {
    let line = "train network \(Self.problem) --width 8 --hidden 8 --steps 45 --every 20 --samples 3"
    let run = try await run(line + " --optimizer sgd --learning-rate 0.1")
    #expect(try run.column("step") == [20, 40, 45])
    let errors = try run.column("squaredError").compactMap { $0 }
    #expect(errors.count == 3 && errors == errors.sorted(by: >))
  }

  @Test(arguments: [attention, network]) func `being looked at changes nothing`(line: String) async throws {
    let looked = try await text(line, ending: "csv").result
    for every in ["", " --every 1", " --every 1000"] {
      let usual = line.replacing(" --every 20", with: every)
      #expect(await runCommand(usual + " --json") == looked)
    }
    let coarse = try await run(line.replacing("--every 20", with: "--every 1000"))
    #expect(try coarse.column("step") == [45])
  }

  /// Trainings that would last for hours, so that what is refused is refused before them.
  static let long = [
    "train attention \(problem) --positions one-hot --steps 100000000",
    "train network \(problem) --width 3 --steps 100000000",
  ]

  @Test(arguments: long + [flow], ["/dev/null/path.csv", "/nonexistent/path.json"])
  func `a file that cannot be written has status 73 before training begins`(line: String, path: String) async
  {
    for option in line == Self.flow ? ["--trajectory"] : ["--trajectory", "--save"] {
      let result = await runCommand("\(line) \(option) \(path)")
      #expect(result.status == 73 && result.output.isEmpty, "\(result)")
      #expect(result.errors.contains("'\(path)' cannot be written\n"), "\(result)")
      #expect(result.errors.split(separator: "\n").count == 1)
    }
  }

  @Test(arguments: long) func `a folder is no file`(line: String) async throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appending(path: "path.csv")
    try FileManager.default.createDirectory(at: path, withIntermediateDirectories: false)
    #expect(await runCommand("\(line) --trajectory \(path.path)").status == 73)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["path.csv"])
  }

  @Test(arguments: long + [flow], ["path.txt", "path", "path.CSV", "csv", "path.csv.gz", "path.json/"])
  func `another ending is refused with what is allowed`(line: String, path: String) async {
    await expectRefused("\(line) --trajectory \(path)".split(separator: " ").map(String.init))
    let errors = await runCommand("\(line) --trajectory \(path)").errors
    #expect(errors.hasSuffix("allowed: a path that ends in .csv or .json and can be written\n"))
  }

  @Test func `a training that diverges writes nothing`() async throws {
    let folder = try TemporaryFolder()
    let line =
      "train attention --tokens 8 --dimension 4 --sparsity 2 --positions gaussian:8 --steps 400 --batch 4"
    let file = folder.url.appending(path: "path.csv").path
    #expect(await runCommand("\(line) --learning-rate 1000 --trajectory \(file)").status == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }
}
