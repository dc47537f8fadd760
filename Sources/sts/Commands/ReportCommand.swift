import Evidence
import Foundation
import Judgments

extension Command {
  static let report = Command(
    name: "report", summary: "the report of a run as one page for a browser",
    discussion: """
      Reads the rows of a run from report.json, judges them again with the predicates of this package, draws the figures
      again, and writes all that REPORT.md and the claims' pages say into one file that needs nothing else: tables that sort
      and filter, formulas, light and dark. No experiment is run. A full `swift test` leaves the same page of its own run in
      .build/sts/report.html. The rates of observed claims are those of the Soak.json beside the data, if it is there.
      A file of another schema or version, or one that is not what its rows give, is refused with status 65.
      JSON: {page, claims, verified, trials, seed, effort, shortcomings: [..]}.
      """,
    options: [
      Option("--html", "file", "write the page there", allowed: "a path that can be written"),
      Option(
        "--from", "file", "the data of the run", allowed: "a report.json of this version",
        absence: .means("Report/report.json")),
    ]
  ) { arguments, context in
    let path = try arguments.text("--html")
    let data = try arguments.text("--from")
    let run = try recordedRun(path: data, context)
    let soaks = try SoakFile.read(
      path: URL(fileURLWithPath: data).deletingLastPathComponent().appending(path: RunReport.soakData).path)
    let page = try HTMLReport(run, judgments: context.judgments, soaks: soaks)
    try FileError.write(Data(page.text.utf8), path: path)
    return WrittenPage(page: path, run)
  }

  /// The run that a file holds.
  private static func recordedRun(path: String, _ context: Context) throws -> RecordedRun {
    guard let data = AtomicFile.contents(path: path) else {
      throw FileError.missing(
        "\(UsageError.quotedPath(path)) cannot be read; allowed: a report.json, by default that of the package in this folder"
      )
    }
    do {
      return try RecordedRun(json: String(decoding: data, as: UTF8.self), judgments: context.judgments)
    } catch {
      throw FileError.broken(
        "\(UsageError.quotedPath(path)): \(error); allowed: a report.json that a run of this version has written"
      )
    }
  }
}

/// The page that was written, and what it says.
private struct WrittenPage: Answer {
  let page: String
  let claims: Int
  let verified: Int
  let trials: Int
  let seed: UInt64
  let effort: String
  let shortcomings: [String]

  init(page: String, _ run: RecordedRun) {
    self.page = page
    claims = run.claims.count
    verified = run.claims.count { run.snapshot.verdict(of: $0, .claim).isVerified }
    trials = run.snapshot.expected.count
    seed = run.settings.baseSeed
    effort = run.settings.effort.rawValue
    shortcomings = run.snapshot.shortcomings
  }

  var quotesPredicates: Bool { true }

  var text: String {
    var rows: [(name: String, value: String)] = [
      ("page", page), ("claims", "\(claims), \(verified) of them verified"), ("trials", "\(trials)"),
      ("seed", "\(seed), effort \(effort)"),
    ]
    rows += shortcomings.prefix(3).map { (name: "not clean", value: $0) }
    return lines(rows)
  }
}
