import Testing

@testable import sts

/// The gate through which every command's answer passes.
@Suite struct AnswerGateTests {
  private struct Answer: sts.Answer {
    struct Row: Encodable {
      let value: Double
    }
    let rows: [Row]
    let text: String
    var quotesPredicates = false

    enum CodingKeys: CodingKey {
      case rows
    }
  }

  private func failure(_ answer: Answer, asJSON: Bool) -> String? {
    do {
      _ = try answer.output(asJSON: asJSON)
      return nil
    } catch let failure as CommandFailure {
      return failure.message
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity]) func `a number that is not finite is no answer`(
    number: Double
  ) {
    let hidden = Answer(rows: [.init(value: 1), .init(value: number)], text: "fine\n")
    for asJSON in [false, true] {
      #expect(failure(hidden, asJSON: asJSON) == "no answer: rows 2 value is not a finite number")
    }
    let shown = Answer(rows: [], text: "risk  \(number)\n")
    #expect(failure(shown, asJSON: false) == "no answer: a number in it is not finite")
    #expect(failure(Answer(rows: [], text: shown.text, quotesPredicates: true), asJSON: false) == nil)
  }

  @Test func `finite answers pass, and words that only contain those letters`() throws {
    let answer = Answer(rows: [.init(value: -1e-300)], text: "information on nanometres, infimum 1e-3\n")
    #expect(try answer.output(asJSON: false) == answer.text)
    #expect(try answer.output(asJSON: true) == "{\"rows\":[{\"value\":-1e-300}]}\n")
  }
}
