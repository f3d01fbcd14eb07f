using Fanout.Ingest.Corrections;
using Fanout.Ingest.Editors;
using Fanout.Ingest.Tests.Forwarding;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log;
using Fanout.Log.InMemory;
using Fanout.Protocol.Messages;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fanout.Ingest.Tests.Corrections;

/// <summary>Any process takes a correction, whichever holds the match, and whoever holds it next knows of it.</summary>
public sealed class CorrectionClusterTests
{
    private const int PartitionCount = 4;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_process_corrects_what_another_holds_and_the_log_is_sound()
    {
        await using var log = new InMemoryEventLog(PartitionCount, TimeProvider.System);
        var matches = Enumerable.Range(0, 12).Select(static number => $"m{number}").ToList();
        await using (var first = await ClusterNode.StartAsync(log))
        {
            await using var second = await ClusterNode.StartAsync(log);
            foreach (var match in matches)
            {
                await first.TryPushAsync($$"""{"id":"{{match}}-1","match":"{{match}}","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"},"status":{"status":"LIVE"},"score":{"home":2,"away":0} }""");
                var reply = await CorrectAsync(second, match);
                Assert.Equal(("", $"{match}~1"), (reply.Refusal, reply.Id));
            }
        }
        await using (var third = await IngestHost.StartAsync(log))
        {
            foreach (var match in matches)
                await third.SendAsync("f1", $$"""{"id":"{{match}}-2","match":"{{match}}","at":"2026-11-22T18:01:00Z","score":{"home":3,"away":0},"phase":{"phase":"1H"} }""");
        }

        foreach (var match in matches)
        {
            var state = await IngestHost.StateAsync(log, match);
            Assert.Equal((1, "1H"), (state.Score.Home, state.Phase));
        }
        Assert.Empty(await WriterReplayTests.VerifyAsync(log));
    }

    [Fact]
    public async Task A_new_epoch_begins_with_what_readers_see_and_goes_on_with_what_is_locked()
    {
        await using var log = new InMemoryEventLog(1, TimeProvider.System);
        await using (var first = await ClusterNode.StartAsync(log))
        {
            await first.TryPushAsync("""{"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"},"status":{"status":"LIVE"},"score":{"home":2,"away":0}}""");
            await CorrectAsync(first, "m1");
        }
        await using var anew = log.Fork("run-2");
        await using (var second = await IngestHost.StartAsync(anew))
            await second.SendAsync("f1", """{"id":"e2","match":"m1","at":"2026-11-22T18:01:00Z","score":{"home":3,"away":0},"phase":{"phase":"1H"}}""");
        var locked = await IngestHost.StateAsync(anew, "m1");
        await using (var third = await IngestHost.StartAsync(anew))
            await third.SendAsync("f1", """{"id":"e3","match":"m1","at":"2026-11-22T18:02:00Z","score":{"home":1,"away":0}}""", """{"id":"e4","match":"m1","at":"2026-11-22T18:03:00Z","score":{"home":1,"away":1}}""");

        Assert.Equal((1, "1H"), (locked.Score.Home, locked.Phase));
        Assert.Equal(1, (await IngestHost.StateAsync(anew, "m1")).Score.Away);
        Assert.Empty(await WriterReplayTests.VerifyAsync(anew));
    }

    private static async Task<CorrectionsReply> CorrectAsync(ClusterNode node, string match)
    {
        var desk = new CorrectionDesk(node.Ingest, new FollowProgress(TimeProvider.System), NullLogger<CorrectionDesk>.Instance);
        var command = new CorrectionCommand
        {
            Match = match,
            Until = "agree",
            Reason = "as seen",
            Id = $"r-{match}",
            Steps = { new CorrectionCommand.Types.Step { Content = new ScoreEvent { Score = new ScoreUpdate { Home = 1 } } } },
        };
        return (await desk.MakeAsync(command, new Editor("anna", EditorRole.Editor), Cancel))!;
    }
}
