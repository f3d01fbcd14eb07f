using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>Nothing that opens a door is in the repository: not in a file that git knows of, whatever it is called.</summary>
public sealed partial class SecretTests
{
    private const int BinaryLookBytes = 8_000; // git's own measure: a zero among them, and a file is binary

    /// <summary>Made up for tests and examples; file and kind.</summary>
    private static readonly HashSet<(string File, string Kind)> MadeUp =
    [
        ("Fanout.Ingest/Feeds/Amqp/AmqpOptions.cs", "Address"),
        ("docs/operations/feeds.md", "Address"),
        ("tests/Fanout.Ingest.Tests/Editors/EditorTokensTests.cs", "Bearer"),
        ("tests/Fanout.Ingest.Tests/Feeds/FeedsOptionsTests.cs", "Address"),
        ("tests/Fanout.Ingest.Tests/Push/FeedKeysTests.cs", "Bearer"),
        ("tests/Services/RabbitMq/RabbitServer.cs", "Address"),
    ];

    [GeneratedRegex(@"-----BEGIN [A-Z ]*PRIVATE KEY-----")]
    private static partial Regex PrivateKey { get; }

    [GeneratedRegex(@"\b[Bb]earer\s+[A-Za-z0-9._~+/=-]{16,}")]
    private static partial Regex Bearer { get; }

    [GeneratedRegex(@"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}")]
    private static partial Regex Token { get; }

    /// <summary>Keys of clouds and forges begin with what they are, so that they can be found.</summary>
    [GeneratedRegex(@"\b(?:(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{22,}|glpat-[\w-]{20}|npm_[A-Za-z0-9]{36}|xox[baprs]-[\w-]{10,}|AIza[\w-]{35}|sk_live_\w{16,})")]
    private static partial Regex KnownKey { get; }

    [GeneratedRegex(@"://[^/\s:@""'{}<>]+:[^/\s@""'{}<>]+@")]
    private static partial Regex Address { get; }

    private static (string Kind, Regex Form)[] Forms =>
    [
        (nameof(PrivateKey), PrivateKey), (nameof(Bearer), Bearer), (nameof(Token), Token), (nameof(KnownKey), KnownKey), (nameof(Address), Address),
    ];

    /// <summary>Taken apart, or this file would be found.</summary>
    public static TheoryData<string, string> Examples => new()
    {
        { "PrivateKey", "-----BEGIN" + " EC PRIVATE KEY-----" },
        { "PrivateKey", "-----BEGIN" + " PRIVATE KEY-----" },
        { "Bearer", "Authorization: Bearer" + " 0123456789abcdef" },
        { "Token", "eyJhbGciOiJFUzI1NiJ9" + ".eyJpc3MiOiJvdXJzIn0.c2lnbmF0dXJlMTIz" },
        { "KnownKey", "AKIA" + "ABCDEFGHIJKLMNOP" },
        { "KnownKey", "ghp_" + new string('a', 36) },
        { "Address", "amqps://user" + ":word@host/" },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void Each_kind_is_found(string kind, string example) =>
        Assert.Equal([kind], Forms.Where(form => form.Form.IsMatch($"x = \"{example}\"")).Select(static form => form.Kind));

    [Fact]
    public void No_file_holds_a_secret()
    {
        var found = Tracked().SelectMany(Found).ToList();

        Rule.Holds(found.Where(static one => !MadeUp.Contains((one.File, one.Kind)))
            .Select(static one => $"{one.File}:{one.Line} has what looks like a {one.Kind}")); // and not what it is
        Assert.Empty(MadeUp.Except(found.Select(static one => (one.File, one.Kind))));
    }

    private static IEnumerable<(string File, int Line, string Kind)> Found(string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(SourceTree.Root, file));
        if (bytes.AsSpan(0, Math.Min(bytes.Length, BinaryLookBytes)).Contains((byte)0)) yield break;
        var text = Encoding.UTF8.GetString(bytes);
        foreach (var (kind, form) in Forms)
        {
            foreach (var index in form.Matches(text).Select(static found => found.Index))
                yield return (file, text.AsSpan(0, index).Count('\n') + 1, kind);
        }
    }

    private static string[] Tracked()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "-z"]) { WorkingDirectory = SourceTree.Root, RedirectStandardOutput = true };
        using var git = Process.Start(start)!;
        var files = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        Assert.SkipWhen(git.ExitCode != 0, "this is no working tree of git");
        return [.. files.Where(static file => File.Exists(Path.Combine(SourceTree.Root, file)))]; // not one that is just being deleted
    }
}
