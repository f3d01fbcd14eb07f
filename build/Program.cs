using Fanout.Build;
using static Fanout.Build.Command;

if (Console.IsOutputRedirected)
{
    Environment.SetEnvironmentVariable("NO_COLOR", "1");    // some tools colour what nobody looks at, too
}

var tests = new TestRuns();
var suites = TestSuite.Find(Repository.PathOf("tests"));
var unit = suites.Single(suite => suite.Name == "unit");

Target("restore", "fetches the packages that the lock files name", async () =>
{
    await RunAsync("dotnet", "restore", "-v", "quiet");
    await Sdk.RestoreAsync();
});

// What "dotnet format --verify-no-changes" says, in a third of its time: style and analyzers are errors of the build
// already, except the order of usings.
Target("format", "fails where the layout is not that of .editorconfig", dependsOn: ["restore"], async () =>
{
    await RunAsync("dotnet", "format", "whitespace", ".", "--folder", "--verify-no-changes");
    await RunAsync("dotnet", "format", "style", "--diagnostics", "IMPORTS", "--no-restore", "--verify-no-changes");
    await Sdk.RunAsync("format:check");
    await Sdk.RunAsync("lint");
});

Target("js", "bundles the SDK, the widgets and the page", dependsOn: ["restore"], () =>
    Sdk.RunAsync("build"));

// After js: the server carries the page.
Target("build", "compiles everything in Release; warnings are errors", dependsOn: ["restore", "js"], () =>
    CompileAsync("Release"));

Target("chromium", "installs the browser that tests steer, or says what is missing", async () =>
{
    await Tool.Chromium.ProvideAsync();
    await Tool.Chromedriver.ProvideAsync();
});

Target("services", "installs the servers that tests start, or says what is missing", async () =>
{
    await Tool.RedisServer.OfferAsync();
    await Tool.RabbitMq.OfferAsync();
    await Tool.Faketime.OfferAsync();
    await Tool.Postgres.OfferAsync();
});

Target("setup", "installs all that tests need of the machine", dependsOn: ["chromium", "services"]);

foreach (var suite in suites)
{
    var timeMax = suite.IsLong ? TestRuns.LongTimeMax : TestRuns.TimeMax;
    Target(suite.Name, suite.Description, suite.Needs, () => tests.RunAsync(suite.Projects, "Release", timeMax));
}

// Together they take twice FANOUT_FUZZ_MINUTES.
Target("fuzz", "damages recorded files, and speaks to servers, by chance for FANOUT_FUZZ_MINUTES each, 5 by default", ["build"], async () =>
{
    if (Environment.GetEnvironmentVariable("FANOUT_FUZZ_MINUTES") is null) Environment.SetEnvironmentVariable("FANOUT_FUZZ_MINUTES", "5");
    await tests.RunAsync(ProjectsNamed("Fanout.Ingest.Tests"), "Release", TestRuns.LongTimeMax, "-class", "*.AdapterFuzzTests");
    await tests.RunAsync(ProjectsNamed("Fanout.Conformance.Tests"), "Release", TestRuns.LongTimeMax, "-class", "*MisuseTests");
});

Target("afl", "installs the engine that fuzz-coverage needs, or says what is missing", Tool.AflFuzz.ProvideAsync);

Target("fuzz-coverage", "searches what reads strangers' bytes, by coverage, for FANOUT_FUZZ_MINUTES, 5 by default", ["afl", "build"], () =>
    RunAsync("dotnet", Repository.PathOf("tests", "Fuzz", "bin", "Release", "net10.0", "Fanout.Fuzz.dll"),
        "search", "--minutes", Environment.GetEnvironmentVariable("FANOUT_FUZZ_MINUTES") ?? "5"));

Target("sdk", "checks the types of the SDK and runs its tests", dependsOn: ["restore"], async () =>
{
    await Sdk.RunAsync("typecheck");
    await Sdk.TestAsync(tests);
});

Target("asserts", "runs the product's unit tests in Debug, where Debug.Assert speaks, without those that wait for other servers", ["services", "restore", "js"], async () =>
{
    var projects = unit.Projects.Where(static project => Path.GetFileName(project).StartsWith("Fanout.")).ToList();
    foreach (var project in projects)
    {
        // The build has analysed the same text, which is half of the work.
        await CompileAsync("Debug", project, "-p:RunAnalyzers=false", "-p:EnforceCodeStyleInBuild=false");
    }

    // Servers and hosts take their time, and asserts of ours are the same without them.
    string[] waiting =
    [
        "*.Redis*", "*.Sentinel*", "*.Archive*", "*.KilledArchiver*", "Fanout.Ingest.Tests.Feeds.*", "Fanout.Ingest.Tests.Matches.*",
        "Fanout.Ingest.Tests.Forwarding.*", "Fanout.Ingest.Tests.Identity.*", "Fanout.Ingest.Tests.Quarantine.*", "*.ArbitratedIngestTests",
    ];
    await tests.RunAsync(projects, "Debug", TestRuns.TimeMax, [.. waiting.SelectMany(static name => new[] { "-class-", name })]);
});

Target("audit", "asks the registries for known vulnerabilities of the packages that the lock files name", ["restore"], Audit.RunAsync);

Target("test", "passes every test, as CI does", dependsOn:
    ["format", "audit", "unit", "asserts", "sdk", .. suites.Where(suite => suite != unit && !suite.IsLong).Select(suite => suite.Name)]);

Target("run", "starts the server with a simulated match day", dependsOn: ["build"], () =>
    RunAsync("dotnet", OutputOf("Fanout.Server"), "--dev", "--simulate", "--data", Artifacts("run")));

Target("publish", "leaves server/, cli/ and js/ in artifacts/", dependsOn: ["restore", "js"], async () =>
{
    await PublishAsync("Fanout.Server", "server");
    await PublishAsync("clients/cli", "cli");
    Sdk.CopyTo(Artifacts("js"));
});

Target("sbom", "writes what server, command line and SDK are made of to artifacts/sbom, as CycloneDX", ["restore"], Sbom.WriteAsync);

Target("reproduce", "builds what is committed of Fanout.Protocol in two folders, and fails where the bytes differ", Reproduction.CheckAsync);

Target("peers", "installs the servers of others that bench can measure", async () =>
{
    await RunAsync(Tool.Npm, "ci", "--prefix", Repository.PathOf("perf", "peers", "ws"), "--no-audit", "--no-fund");
    await Tool.NatsServer.ProvideAsync();
    await Tool.Nchan.ProvideAsync();
});

// What follows "bench" is for the harness: scenarios, and options such as --pairs 3.
string[] targets = args is ["bench", ..] ? ["bench"] : args;
string[] benchArguments = args is ["bench", .. var rest] ? rest : [];

Target("bench", "measures, by name of a scenario or all (see docs/performance.md)", dependsOn: ["build"], () =>
    RunAsync("dotnet", [OutputOf("perf/Fanout.Perf"), "run", .. benchArguments]));

return await EndAsync(RunTargetsWithoutExitingAsync(targets));

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

static Task CompileAsync(string configuration, params string[] more) =>
    RunAsync("dotnet", ["msbuild", $"-p:Configuration={configuration}", "-nologo", "-v:quiet", "-tl:off", .. more]);

static Task PublishAsync(string project, string folder) =>
    RunAsync("dotnet", ["publish", project, "-c", "Release", "--no-restore", "-v", "quiet", "-o", Artifacts(folder), .. Reproduction.Repeatable]);

IEnumerable<string> ProjectsNamed(string name) =>
    suites.SelectMany(static suite => suite.Projects).Where(project => Path.GetFileNameWithoutExtension(project) == name);

static string Artifacts(string folder) => Repository.PathOf("artifacts", folder);

static string OutputOf(string project) =>
    Repository.PathOf(project, "bin", "Release", "net10.0", $"{Path.GetFileName(project)}.dll");
