using Fanout.Build;
using static Fanout.Build.Command;

var tests = new TestRuns();
var suites = TestSuite.Find(Repository.PathOf("tests"));

Target("restore", "fetches the packages that the lock files name", () =>
    RunAsync("dotnet", "restore", "-v", "quiet"));

// The analyzers have no part here: the build runs them, and their warnings are errors.
Target("format", "fails where layout or style is not that of .editorconfig", dependsOn: ["restore"], async () =>
{
    await RunAsync("dotnet", "format", "whitespace", ".", "--folder", "--verify-no-changes");
    await RunAsync("dotnet", "format", "style", "--no-restore", "--verify-no-changes");
});

Target("build", "compiles everything in Release; warnings are errors", dependsOn: ["restore"], () =>
    CompileAsync("Release"));

Target("setup", "installs what tests need of the machine, or says what is missing", () =>
    Tool.Chromium.ProvideAsync());

foreach (var suite in suites)
{
    Target(suite.Name, suite.Description, suite.Needs, () => tests.RunAsync(suite.Projects, "Release"));
}

Target("asserts", "runs the unit tests again in Debug, where Debug.Assert speaks", dependsOn: ["restore"], async () =>
{
    await CompileAsync("Debug");
    await tests.RunAsync(suites.Single(suite => suite.Name == "unit").Projects, "Debug");
});

Target("test", "passes every test, as CI does", dependsOn: ["format", .. suites.Select(s => s.Name), "asserts"]);

Target("run", "starts the server with a simulated match day", dependsOn: ["build"], () =>
    RunAsync("dotnet", OutputOf("Fanout.Server"), "--dev", "--simulate", "--data", Artifacts("run")));

Target("publish", "leaves the server and the command line in artifacts/", dependsOn: ["restore"], async () =>
{
    await PublishAsync("Fanout.Server", "server");
    await PublishAsync("clients/cli", "cli");
});

return await EndAsync(RunTargetsWithoutExitingAsync(args));

// The tally is the last line, after all that targets say: others read it there.
async Task<int> EndAsync(Task targets)
{
    var exitCode = 0;
    try
    {
        await targets;
    }
    catch (InvalidUsageException e)
    {
        await Console.Error.WriteLineAsync(e.Message);
        return 2;
    }
    catch (TargetFailedException)
    {
        exitCode = 1;
    }

    if (tests.HaveRun || args.Contains("test"))
    {
        Console.WriteLine(tests.Total);
    }

    return tests.Total.Failed > 0 ? 1 : exitCode;
}

static Task CompileAsync(string configuration) =>
    RunAsync("dotnet", "msbuild", $"-p:Configuration={configuration}", "-nologo", "-v:quiet", "-tl:off");

static Task PublishAsync(string project, string folder) =>
    RunAsync("dotnet", "publish", project, "-c", "Release", "--no-restore", "-v", "quiet", "-o", Artifacts(folder));

static string Artifacts(string folder) => Repository.PathOf("artifacts", folder);

static string OutputOf(string project) =>
    Repository.PathOf(project, "bin", "Release", "net10.0", $"{project}.dll");
