import Judgments
import TestSupport
import Testing
import Theory
import sts

@Suite(.notesIssues) struct ClaimsCommandTests {
  struct Answer: Decodable {
    struct Entry: Decodable {
      let id: String
      let title: String
      let grade: String
      let takesParameters: Bool
      let required: [String]
      let optional: [String]
      let reason: String?
    }
    let claims: [Entry]
  }

  private let context = Context(judgments: ClaimJudgment.all)

  @Test func `every claim is listed with its title and grade`() async throws {
    let claims = try await answer("claims", as: Answer.self, in: context).claims
    #expect(claims.map(\.id) == ClaimJudgment.all.map(\.claim.id))
    #expect(claims.map(\.title) == ClaimJudgment.all.map(\.claim.title))
    let grades = ["exact", "enclosed", "numerical", "statistical", "observed"]
    #expect(claims.allSatisfy { grades.contains($0.grade) })
  }

  @Test func `every claim says which parameters it takes, or why none`() async throws {
    let claims = try await answer("claims", as: Answer.self, in: context).claims
    for claim in claims {
      #expect(claim.takesParameters == (claim.reason == nil), "\(claim.id)")
      #expect(claim.reason?.isEmpty != true, "\(claim.id)")
    }
    let f2 = try #require(claims.first { $0.id == "F2" })
    #expect(f2.required == ["--width"] && f2.optional == ["--steps"])
  }
}
