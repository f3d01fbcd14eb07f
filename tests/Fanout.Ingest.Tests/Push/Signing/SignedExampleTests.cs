using System.Diagnostics;
using Fanout.Ingest.Push.Signing;

namespace Fanout.Ingest.Tests.Push.Signing;

/// <summary>The example of docs/push.md, run by a shell as it stands there.</summary>
public sealed class SignedExampleTests
{
    private const string Line = """{"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"}}""";
    private const string Secret = "the-secret-that-signs-for-feed-one";
    private const string Indent = "    ";

    [Fact]
    public async Task A_shell_signs_as_the_documentation_says()
    {
        var tools = await ShellAsync("command -v openssl && command -v curl");
        Assert.SkipWhen(tools.Split('\n').Length < 3, "openssl or curl is missing");
        await using var server = await PushServer.StartAsync(
            push: static options => options.SigningKeys["f1"] = new() { ["k1"] = new SigningKeyOptions { Secret = Secret } });
        var body = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(body, Line, TestContext.Current.CancellationToken);
            var given = $"BODY={body} URL={server.Address} TARGET={RequestSigner.Target} KEYID=k1";

            var good = await ShellAsync($"{given} SECRET={Secret}\n{Example()}");
            var bad = await ShellAsync($"{given} SECRET=another\n{Example()}");

            Assert.Contains("\"accepted\":1", good, StringComparison.Ordinal);
            Assert.Contains("the signature is not that of a key of this feed over this request", bad, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(body);
        }
    }

    private static string Example()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Fanout.sln"))) folder = folder.Parent!;
        var lines = File.ReadAllLines(Path.Combine(folder.FullName, "docs", "push.md"))
            .SkipWhile(static line => !line.StartsWith($"{Indent}digest=", StringComparison.Ordinal))
            .TakeWhile(static line => line.StartsWith(Indent, StringComparison.Ordinal))
            .ToList();
        Assert.Contains(lines, static line => line.StartsWith($"{Indent}curl ", StringComparison.Ordinal));
        return string.Join('\n', lines);
    }

    private static async Task<string> ShellAsync(string script)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardOutput = true };
        using var shell = Process.Start(start)!;
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output;
    }
}
