import StoreSQLite
import Support
import Testing
import Vault

@Suite struct ContractTests {
  @Test(arguments: StoreContract.cases) func inMemory(_ promise: StoreContractCase) throws {
    try promise.run(try SQLiteStores().inMemory())
  }

  @Test(arguments: StoreContract.cases) func inAFile(_ promise: StoreContractCase) throws {
    let folder = try TemporaryFolder()
    try promise.run(try SQLiteStores().create(at: folder.file("v.db")))
  }

  /// Every page that can be is read as a range of its table.
  @Test(arguments: StoreContract.cases) func inRanges(_ promise: StoreContractCase) throws {
    var options = SQLiteOptions()
    options.fewestInRange = 1
    try promise.run(try SQLiteStores(options: options).inMemory())
  }
}
