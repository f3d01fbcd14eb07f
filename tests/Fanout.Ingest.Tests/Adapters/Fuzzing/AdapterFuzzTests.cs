using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Adapters.Fuzzing;

/// <summary>
/// Recorded files, damaged by chance, through every adapter, as a feed would bring them: one after another to one adapter, where it compares
/// them. The same few in every run; others for as many minutes as <c>FANOUT_FUZZ_MINUTES</c> says (all formats together) where that is set,
/// as <c>./build.sh soak</c> does.
/// </summary>
/// <remarks>
/// What fails is shrunk and told with its seed; <c>FANOUT_FUZZ_SEED</c> begins with that one. Whoever mends it writes a test with an input of
/// their own: a provider's bytes do not go into the repository.
/// </remarks>
public sealed class AdapterFuzzTests
{
    private const int FileBytesMax = 48 * 1024; // a beginning is enough of a file, and is read a hundred times a second
    private const int FindingsMax = 10; // of one format: what fails so often is looked at first
    private const int BriefCount = 5; // of each format in a run of all tests

    private const string Canonical =
        """
        {"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football","home":{"id":"t1","name":"Reds"},"away":{"id":"t2","name":"Blues"} } }
        {"id":"e2","match":"m1","at":"2026-11-22T18:00:01Z","status":{"status":"LIVE"},"phase":{"phase":"1H"},"clock":{"kind":"UP","running":true,"valueMs":0} }
        {"id":"e3","match":"m1","at":"2026-11-22T18:23:00Z","score":{"home":1,"away":0},"incident":{"id":"i1","type":"goal","team":"home","minute":23} }
        {"id":"e4","match":"m1","at":"2026-11-22T18:25:00Z","void":{"incident":"i1","reason":"VAR_OFFSIDE"},"score":{"home":0,"away":0} }
        """;

    public static TheoryData<string> Formats => [.. FeedFormats.Shipped.Names];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Whatever_the_bytes_are_reading_them_ends_and_keeps_the_rules(string format)
    {
        var own = FeedFormats.Shipped.Find(format)!;
        var files = FilesOf(own);
        Assert.NotEmpty(files);
        var time = Setting("FANOUT_FUZZ_MINUTES") is { } minutes ? TimeSpan.FromMinutes(minutes) / FeedFormats.Shipped.Names.Count() : default;
        var seed = Setting("FANOUT_FUZZ_SEED") ?? (time > default(TimeSpan) ? RandomNumberGenerator.GetInt32(int.MaxValue / 2) : 1);
        var compares = own.IsRemembered("any"u8, [new ScoreEvent()]);
        var findings = new Dictionary<string, string>(StringComparer.Ordinal);
        var began = TimeProvider.System.GetTimestamp();
        var count = 0;
        for (; findings.Count < FindingsMax && (count < BriefCount || TimeProvider.System.GetElapsedTime(began) < time); count++, seed++)
        {
            var input = FuzzInput.Draw(files, seed, compares);
            if (input.Failure(format) is not { } failure || findings.ContainsKey(failure.Kind)) continue;
            findings.Add(failure.Kind, $"seed {seed.ToString(CultureInfo.InvariantCulture)}: {failure.Text}\n{input.Shrunk(format, failure.Kind)}");
        }

        TestContext.Current.SendDiagnosticMessage($"{format}: {count} executions over {files.Count} files, {findings.Count} findings");
        Assert.True(findings.Count == 0, string.Join("\n\n", findings.Values));
    }

    /// <summary>The beginnings of the recorded files that this format recognises.</summary>
    private static List<(string Name, byte[] Bytes)> FilesOf(IFeedFormat format)
    {
        if (format.Name == "canonical") return [("events.ndjson", Encoding.UTF8.GetBytes(Canonical))];
        var files = new List<(string Name, byte[] Bytes)>();
        foreach (var path in Directory.GetFiles(SharedData.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (FeedSample.TryTake(FeedFile.OfPath(path), static _ => { }) is not { } sample) continue;
            if (FeedFormats.Shipped.Recognise(sample) != format) continue;
            var bytes = File.ReadAllBytes(path);
            files.Add((Path.GetRelativePath(SharedData.Folder, path), bytes.Length <= FileBytesMax ? bytes : bytes[..FileBytesMax]));
        }

        return files;
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
