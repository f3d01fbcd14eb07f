using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Log;
using Fanout.Log.InMemory;
using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Ingest.Tests.Matches;

/// <summary>A verification of a log that normalisers wrote makes their part of every snapshot again.</summary>
public sealed class WriterReplayTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 18, 0, 10, TimeSpan.Zero));
    private readonly InMemoryEventLog _log = new(1, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task What_normalisers_wrote_in_several_lives_is_sound()
    {
        await using (var first = await IngestHost.StartAsync(_log, _time))
            await first.SendAsync("f1", Held("e0", "late"), Fixture("e1", "m1"), Goal("e2", "m1"), Void("e3", "m1"));
        await using (var second = await IngestHost.StartAsync(_log, _time))
            await second.SendAsync("f1", Fixture("e4", "late"), Goal("e5", "late"), Held("e6", "unknown"));
        await using var anew = _log.Fork("run-2");
        await using (var third = await IngestHost.StartAsync(anew))
            await third.SendAsync("f2", Goal("e7", "m1"), Fixture("e8", "m2"));

        Assert.Empty(await VerifyAsync(anew));
    }

    [Fact]
    public async Task Matches_that_retired_are_sound()
    {
        await using (var host = await IngestHost.StartAsync(_log, _time))
        {
            await host.SendAsync("f1", Fixture("e1", "m1"), Goal("e2", "m1"), Final("e3", "m1"), Fixture("e4", "m2"));
            _time.Advance(TimeSpan.FromHours(49));
            await IngestHost.EventuallyAsync(async () =>
            {
                _time.Advance(TimeSpan.FromSeconds(10));
                return (await IngestHost.EntriesAsync(_log, "m1")).Any(static entry => entry.Life == MatchLife.Retires);
            });
            await host.SendAsync("f1", Goal("e5", "m1"));
        }
        Assert.Contains((await ReadSnapshotAsync()).Matches, static match => match.IsRetired);
        Assert.Empty(await VerifyAsync(_log));
    }

    [Fact]
    public async Task A_writers_part_that_is_not_what_the_entries_lead_to_is_named()
    {
        await WriteAsync();
        var damaged = await CopyAsync(static part =>
        {
            var writer = WriterState.Parser.ParseFrom(part.Span);
            writer.HeardMs++;
            return writer.ToByteArray();
        });

        var found = Assert.Single(await VerifyAsync(damaged));

        Assert.Equal((FindingKind.Writer, "m1"), (found.Kind, found.MatchId));
        Assert.Contains("heardMs", found.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_writers_part_that_cannot_be_read_is_found()
    {
        await WriteAsync();
        var damaged = await CopyAsync(static _ => new byte[] { 0xff });
        Assert.Equal(FindingKind.Writer, Assert.Single(await VerifyAsync(damaged)).Kind);
    }

    [Fact]
    public void A_part_that_cannot_be_what_a_normaliser_wrote_is_told()
    {
        Assert.NotNull(Replay(new byte[] { 0xff }));
        var heard = new WriterPart { Change = new WriterChange { Heard = true } };
        Assert.Equal("a feed was heard, and the public part says of none", Replay(heard.ToByteArray()));
    }

    private static string? Replay(byte[] writer) => new WriterReplay().Apply(
        new Log.Entry
        {
            Partition = 0,
            Epoch = 1,
            Sequence = 1,
            MatchId = "m1",
            MatchSequence = 0,
            Kind = Log.EntryKind.Decision,
            Key = "k",
            ContentDigest = default,
            Chain = default,
            Writer = writer,
        },
        new Protocol.Messages.LoggedChange(),
        Match.Empty);

    internal static async Task<IReadOnlyList<Finding>> VerifyAsync(ILogReader log)
    {
        var report = new Report();
        await new LogVerification(log, TimeProvider.System, report, static () => new WriterReplay()).RunAsync(Cancel);
        return report.Findings;
    }

    private async Task WriteAsync()
    {
        await using var host = await IngestHost.StartAsync(_log, _time);
        await host.SendAsync("f1", Fixture("e1", "m1"), Goal("e2", "m1"));
    }

    /// <summary>The log with another writer's part of the one match in its one snapshot.</summary>
    private async Task<InMemoryEventLog> CopyAsync(Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> damage)
    {
        var page = await _log.ReadAsync(0, LogPosition.Start, 100, Cancel);
        var snapshot = await ReadSnapshotAsync();
        var match = Assert.Single(snapshot.Matches);
        await using var copy = new InMemoryLogImport(1, TimeProvider.System);
        await copy.WriteAsync(0, page.Entries, Cancel);
        await copy.EndAsync(0, page.Head, [new EpochStart(page.Head.Position.Epoch, default)], Cancel);
        await copy.SaveSnapshotAsync(snapshot with { Matches = [match with { Writer = damage(match.Writer) }] }, Cancel);
        await copy.CompleteAsync(Cancel);
        return copy.Log;
    }

    private async Task<PartitionSnapshot> ReadSnapshotAsync() =>
        (await _log.ReadSnapshotAsync(0, cancellationToken: Cancel))!;

    private static string Fixture(string id, string match) =>
        $$"""{"id":"{{id}}","match":"{{match}}","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"},"status":{"status":"LIVE"} }""";

    private static string Held(string id, string match) =>
        $$"""{"id":"{{id}}","match":"{{match}}","at":"2026-11-22T18:00:00Z","score":{"home":3,"away":0} }""";

    private static string Goal(string id, string match) =>
        $$"""{"id":"{{id}}","match":"{{match}}","at":"2026-11-22T18:00:01Z","score":{"home":1,"away":0},"incident":{"id":"i1","type":"goal","team":"home"} }""";

    private static string Void(string id, string match) =>
        $$"""{"id":"{{id}}","match":"{{match}}","at":"2026-11-22T18:00:02Z","void":{"incident":"i1","reason":"VAR_OFFSIDE"},"score":{"home":0,"away":0} }""";

    private static string Final(string id, string match) =>
        $$"""{"id":"{{id}}","match":"{{match}}","at":"2026-11-22T18:00:02Z","status":{"status":"FINAL"} }""";

    private sealed class Report : IVerificationReport
    {
        public List<Finding> Findings { get; } = [];

        public void Found(Finding finding) => Findings.Add(finding);

        public void Progressed(int partition, ulong sequence, ulong head)
        {
        }

        public void Verified(PartitionSummary summary)
        {
        }
    }
}
