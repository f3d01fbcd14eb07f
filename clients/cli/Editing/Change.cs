using System.CommandLine;
using System.Security.Cryptography;

namespace Fanout.Cli.Editing;

/// <summary>
/// What an editor wants changed: shown first, asked about, and then ordered under the condition that its effect is still what
/// was shown.
/// </summary>
/// <param name="Path">Where it is ordered.</param>
/// <param name="Action">What is done, e.g. <c>force</c>.</param>
/// <param name="Order">The body, after the preview; null: for the preview.</param>
/// <param name="Lines">An answer, for people.</param>
internal sealed record Change<T>(string Path, string Action, Func<T?, object> Order, Func<T, IEnumerable<string>> Lines)
    where T : class
{
    private const int RequestIdLength = 32; // 128 bits

    /// <summary>Whether it is so already, by the preview: nobody is asked then.</summary>
    public Func<T, bool> IsSoAlready { get; init; } = static _ => false;

    public async Task<int> MakeAsync(EditorClient client, ChangeOptions options, ParseResult parsed, CancellationToken cancellation)
    {
        var request = RandomNumberGenerator.GetHexString(RequestIdLength, lowercase: true);
        var (preview, text) = await client.PostAsync<T>($"{Path}?dryRun=true", Order(null), request, cancellation);
        var isJson = parsed.GetValue(options.Json);
        if (!isJson || options.IsDryRun(parsed))
            Print(isJson, text, preview);
        if (options.IsDryRun(parsed))
            return ExitCode.Done;
        var isSoAlready = IsSoAlready(preview);
        if (!isSoAlready)
        {
            if (options.IsWanted(parsed, $"{Action} it?") is not { } isWanted)
            {
                await Console.Error.WriteLineAsync("nobody can be asked here: give --yes to do it, or --dry-run to see it only");
                return ExitCode.Usage;
            }
            if (!isWanted)
                return ExitCode.Done;
        }
        var (done, answer) = await client.PostAsync<T>(Path, Order(preview), request, cancellation);
        if (isJson)
            Print(isJson, answer, done);
        else
            Console.WriteLine(isSoAlready ? "Unchanged." : $"Done: {Action}.");
        return ExitCode.Done;
    }

    private void Print(bool isJson, string text, T answer)
    {
        foreach (var line in isJson ? [text] : Lines(answer))
            Console.WriteLine(line);
    }
}
