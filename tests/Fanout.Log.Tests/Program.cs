using Fanout.Log.Tests.Crash;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Fanout.Log.Tests;

internal static class Program
{
    /// <summary>
    /// Runs the tests like every other test project, unless a crash test asks for a process that it is going to kill.
    /// </summary>
    public static Task<int> Main(string[] args) => args switch
    {
        [CrashWriter.Verb, string folder, .. string[] next] => CrashWriter.RunAsync(folder, next),
        [CrashArchiver.Verb, string redis] => CrashArchiver.RunAsync(redis),
        _ when args.Contains("--server") =>
            TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        _ => ConsoleRunner.Run(args),
    };
}
