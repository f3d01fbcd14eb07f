using System.Net;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Ingest.Tests.Push;

/// <summary>Whoever pushed and reads at the same process next sees what it pushed.</summary>
public sealed class ReadYourWritesTests
{
    private const string Fixture = """{"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"}}""";
    private const string Early = """{"id":"e2","match":"m1","at":"2026-11-22T18:00:00Z","score":{"home":1}}""";

    private readonly FakeTimeProvider _time = new(); // stands still: nothing is given up

    [Fact]
    public async Task An_answer_waits_until_the_readers_of_the_process_see_all_that_followed_from_it()
    {
        await using var server = await PushServer.StartAsync(time: _time);
        using (var early = await server.PostAsync(Early)) Assert.Equal(HttpStatusCode.OK, early.StatusCode);
        server.Progress.Begin(server.Log.PartitionCount);

        var posting = server.PostAsync(Fixture);
        await InLogAsync(server, count: 3); // the held event, the fixture, the event again
        var partition = Partitioning.Of("m1", server.Log.PartitionCount);
        server.Progress.Show(partition, 2);
        Assert.False(posting.IsCompleted);
        server.Progress.Show(partition, 3);

        using var response = await posting;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_repeated_event_is_waited_for_too()
    {
        await using var server = await PushServer.StartAsync(time: _time);
        using (var first = await server.PostAsync(Fixture)) Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        server.Progress.Begin(server.Log.PartitionCount);

        var posting = server.PostAsync(Fixture);
        server.Progress.Show(Partitioning.Of("m1", server.Log.PartitionCount), 1);

        using var response = await posting;
        Assert.Contains("\"duplicate\":1", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readers_that_are_behind_do_not_hold_up_an_answer_for_long()
    {
        await using var server = await PushServer.StartAsync(time: _time);
        server.Progress.Begin(server.Log.PartitionCount);

        var posting = server.PostAsync(Fixture);
        await InLogAsync(server, count: 1);
        await IngestHost.EventuallyAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            return Task.FromResult(posting.IsCompleted);
        });

        using var response = await posting;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static Task InLogAsync(PushServer server, int count) => IngestHost.EventuallyAsync(async () =>
        (await IngestHost.EntriesAsync(server.Log, "m1")).Count == count);
}
