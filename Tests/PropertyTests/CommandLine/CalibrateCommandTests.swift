import Foundation
import Judgments
import Testing
import sts

@Suite struct CalibrateCommandTests {
  struct Table: Decodable {
    struct Row: Decodable {
      let subject: String
      let worlds: Int
      let count: Int
    }
    let seed: UInt64
    let rows: [Row]
  }

  @Test func `an inequality's counts, and few worlds decide nothing`() async throws {
    let table = try await answer("calibrate Hoeffding --worlds 2000 --seed 3", as: Table.self)
    #expect(table.seed == 3 && table.rows.count == 12)
    #expect(table.rows.allSatisfy { $0.subject == "Hoeffding" && $0.worlds == 2000 })
    let few = await runCommand("calibrate Hoeffding --worlds 20")
    #expect(few.status == 1 && few.output.contains("undecided"))
    #expect(few.output.contains("at most") && few.output.contains(", 20 worlds a row, seed 1\n"))
  }

  @Test func `the page and its numbers are written together`() async throws {
    let folder = NSTemporaryDirectory() + "calibrate-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let result = await runCommand("calibrate ChiSquareTail --worlds 2000 --write \(folder)/Page.md")
    #expect(result.status == 0, "\(result)")
    let page = try String(contentsOfFile: "\(folder)/Page.md", encoding: .utf8)
    #expect(page.contains("| ChiSquareTail | "))
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/Page.json"))
    #expect(try JSONDecoder().decode(Table.self, from: data).rows.count == 9)
  }

  @Test(arguments: [
    "calibrate Z9", "calibrate hoeffding", "calibrate Hoeffding Z9", "calibrate --worlds 0",
    "calibrate --worlds 1000001", "calibrate --seed -1", "calibrate --effort hard",
    "calibrate --write page.txt",
  ]) func `what is not allowed is refused`(line: String) async {
    await expectRefused(line.split(separator: " ").map(String.init))
  }
}
