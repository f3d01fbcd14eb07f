using System.CommandLine;

namespace Fanout.Server.Composition;

/// <summary>The command line of the server (DESIGN 8, configuration), turned into configuration that overrides all else.</summary>
/// <remarks>Whatever is said here can also be said by environment variables (<c>FANOUT__…</c>) and in appsettings.json.</remarks>
internal static class ServerArguments
{
    /// <summary>Exit code of a command line or a configuration that cannot be.</summary>
    public const int ExitUsage = 2;

    /// <summary>What the arguments configure; or an exit code where there is nothing to run (help, or an error already told).</summary>
    public static (IReadOnlyDictionary<string, string?>? Settings, int ExitCode) Read(string[] args)
    {
        var options = new Dictionary<string, Option>
        {
            ["Urls"] = new Option<string?>("--urls") { Description = "Addresses to listen on, separated by ; (http://127.0.0.1:8080)" },
            ["Roles"] = new Option<string?>("--roles")
            {
                Description = "What this process does, of ingest, delivery, archive; with the embedded log one process does it all (all three; archive needs --postgres)",
            },
            ["Internal:Url"] = new Option<string?>("--internal-url")
            {
                Description = "Where the processes that share the log reach this one (the first of --urls)",
            },
            ["Redis"] = new Option<string?>("--redis")
            {
                Description = "Redis that keeps the event log for all processes that share it: HOST:PORT[,HOST:PORT…][,serviceName=NAME] (none: the embedded log)",
            },
            ["Postgres"] = new Option<string?>("--postgres")
            {
                Description = "PostgreSQL that keeps a log on Redis for good: Host=NAME[;Port=PORT][;Database=NAME][;Username=NAME] (none: no archive)",
            },
            ["Data"] = new Option<string?>("--data") { Description = "Folder of the event log (./data)" },
            ["Dev"] = new Option<bool>("--dev") { Description = "For trying it out, on loopback only: anonymous reading, one feed key for every feed" },
            ["Simulate"] = new Option<bool>("--simulate") { Description = "Add a simulated match day" },
        };
        var root = new RootCommand("Fanout: live scores, pushed.");
        foreach (var option in options.Values)
            root.Options.Add(option);
        root.SetAction(static _ => 0);

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                Console.Error.WriteLine(error.Message);
            return (null, ExitUsage);
        }
        if (parsed.Action is not null && parsed.Action != root.Action)
            return (null, parsed.Invoke()); // --help, --version

        var settings = new Dictionary<string, string?>();
        foreach (var (key, option) in options)
        {
            if (parsed.GetResult(option) is { Implicit: false })
                settings[$"{ServerOptions.Section}:{key}"] = option is Option<bool> flag ? parsed.GetValue(flag).ToString() : parsed.GetValue((Option<string?>)option);
        }
        return (settings, 0);
    }
}
