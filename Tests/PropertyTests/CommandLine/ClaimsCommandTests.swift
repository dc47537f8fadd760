import Testing
import Theory
import sts

@Suite struct ClaimsCommandTests {
  struct Answer: Decodable {
    struct Entry: Decodable {
      let id: String
      let title: String
      let grade: String
    }
    let claims: [Entry]
  }

  @Test func `every claim is listed with its title and grade`() async throws {
    let claims = try await answer("claims", as: Answer.self).claims
    #expect(claims.map(\.id) == Claim.all.map(\.id))
    #expect(claims.map(\.title) == Claim.all.map(\.title))
    #expect(claims.allSatisfy { ["exact", "enclosed", "statistical", "observed"].contains($0.grade) })
  }
}
