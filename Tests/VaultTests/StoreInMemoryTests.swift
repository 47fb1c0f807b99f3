import Support
import Testing

@Suite struct StoreInMemoryTests {
  @Test(arguments: StoreContract.cases) func keepsTheContract(_ promise: StoreContractCase) throws {
    try promise.run(StoreInMemory())
  }
}
