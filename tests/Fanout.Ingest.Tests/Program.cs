using Fanout.Ingest.Tests.Crash;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Fanout.Ingest.Tests;

internal static class Program
{
    /// <summary>
    /// Runs the tests like every other test project, unless the crash test asks for the process that it is going to
    /// kill.
    /// </summary>
    public static Task<int> Main(string[] args) => args switch
    {
        [CrashSender.Verb, string folder] => CrashSender.RunAsync(folder),
        _ when args.Contains("--server") => TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        _ => ConsoleRunner.Run(args),
    };
}
