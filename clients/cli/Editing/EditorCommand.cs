using System.CommandLine;

namespace Fanout.Cli.Editing;

/// <summary>Commands that ask what only editors may.</summary>
internal static class EditorCommand
{
    /// <summary>Runs one with a client of the server that was named.</summary>
    public static Task<int> RunAsync(
        ServerOptions server, ParseResult parsed, Func<EditorClient, Task<int>> command, CancellationToken cancellation)
    {
        var options = server.Read(parsed);
        return Attempt.RunAsync(options, async () =>
        {
            using var client = new EditorClient(options);
            return await command(client);
        }, cancellation);
    }

    public static Option<bool> JsonOption() => new("--json") { Description = "Print JSON, one value a line" };
}
