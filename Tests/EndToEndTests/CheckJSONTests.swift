import Support
import Testing

/// `sms check --json` as an editor uses it: always one array on standard output.
@Suite struct CheckJSONTests {
  @Test func whatIsNotSavedYet() throws {
    let home = try E2EHome()
    try home.write("def helper [] { 1 }\n", to: "lib.sms")
    let code = "use \"lib.sms\"\nprint \"ü\" $u\n"
    let result = try home.run("check", "--json", "--stdin-file", home.path("job.sms"), input: code)
    #expect(result.status == 2, "\(result)")
    #expect(
      result.output.contains("\"file\": \"\(home.path("job.sms"))\", \"line\": 2, \"column\": 11"),
      "\(result)")
    // Bytes: the ü has two.
    #expect(result.output.contains("\"offset\": 25, \"end_offset\": 27, \"incomplete\": false"), "\(result)")
    let unfinished = try home.run("check", "--json", "--stdin-file=job.sms", input: "let a = (")
    #expect(unfinished.status == 2 && unfinished.output.contains("\"incomplete\": true"), "\(unfinished)")
    #expect(try home.run("check", "--json", "--stdin-file", "job.sms", input: "1 + 1\n").output == "[]\n")
    #expect(try home.run("check", "--json", "--stdin-file").status == 2)
  }

  @Test func aFileThatCannotBeRead() throws {
    let home = try E2EHome()
    try home.write("print 1\n", to: "good.sms")
    let result = try home.run("check", "--json", home.path("none.sms"), home.path("good.sms"))
    #expect(result.status == 2 && result.errors.isEmpty, "\(result)")
    #expect(result.output.contains("\"code\": \"E0605\"") && result.output.contains("none.sms"), "\(result)")
    // For people it is an error as before.
    let plain = try home.run("check", home.path("none.sms"))
    #expect(plain.status == 2 && plain.errors.contains("E0605"), "\(plain)")
  }
}
