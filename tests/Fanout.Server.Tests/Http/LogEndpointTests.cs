using Fanout.Log;
using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;
using Fanout.Server.Http;
using Fanout.Server.Tests.Simulating;
using Fanout.Server.Topics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using LogPage = Fanout.Protocol.Messages.LogPage;
using MatchPage = Fanout.Log.MatchPage;

namespace Fanout.Server.Tests.Http;

public sealed class LogEndpointTests
{
    private const int PageMax = LogEndpoint.EntryCountMax;

    private static readonly Position Asked = new() { Epoch = 7, Seq = 3 };

    [Fact]
    public void A_position_of_a_void_epoch_is_410_with_the_last_position_in_common()
    {
        var problem = Refusal(MatchPageStatus.Void, continues: new MatchPosition(7, 2));

        Assert.Equal((410, "7-2"), (problem.StatusCode, problem.ProblemDetails.Extensions["continues"]));
        Assert.Contains("7-3", problem.ProblemDetails.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_longer_kept_is_410_with_the_first_position_that_is_there_and_continues_nothing()
    {
        var problem = Refusal(MatchPageStatus.Gone, first: new MatchPosition(7, 11));

        Assert.Equal((410, "7-11"), (problem.StatusCode, problem.ProblemDetails.Extensions["first"]));
        Assert.DoesNotContain("continues", problem.ProblemDetails.Extensions.Keys);
        Assert.Contains("what follows 7-3 is no longer kept", problem.ProblemDetails.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_position_ahead_of_the_log_is_400_and_names_both()
    {
        var problem = Refusal(MatchPageStatus.Ahead);

        Assert.Equal(400, problem.StatusCode);
        Assert.Contains("7-3 lies ahead of the log, which ends at 7-2", problem.ProblemDetails.Detail, StringComparison.Ordinal);
    }

    /// <summary>What came after the horizon must not show by there being more to come.</summary>
    [Theory]
    [InlineData(PageMax - 1, PageMax - 1, false)]
    [InlineData(PageMax, PageMax, false)]
    [InlineData(PageMax + 1, PageMax, true)]
    public async Task More_is_what_a_reader_may_have_more_of_at_its_horizon(int within, int shown, bool more)
    {
        var node = new TestNode();
        var match = node.Match();
        while (match.Seq < within)
            match.Publish(SourceMatch.Score((int)match.Seq, 0));
        node.Pass(TimeSpan.FromSeconds(60));
        var horizonMs = node.UnixMs - 30_000;
        match.Publish(SourceMatch.Score(0, 1));

        var delayed = await PageAsync(node, match, horizonMs, node.Matches.Find("m1")!.Matches.PositionAt(horizonMs)!.Value);
        var live = await PageAsync(node, match, Horizon.Live, new(match.Epoch, match.Seq));

        Assert.Equal((shown, (uint)shown, more), (delayed.Entries.Count, delayed.Position.Seq, delayed.More));
        Assert.Equal((Math.Min(within + 1, PageMax), within >= PageMax), (live.Entries.Count, live.More));
    }

    [Fact]
    public async Task A_page_without_entries_does_not_tell_when_the_next_one_came()
    {
        var node = new TestNode();
        var match = node.Match();
        node.Pass(TimeSpan.FromSeconds(60));
        var horizonMs = node.UnixMs - 30_000;
        match.Publish(SourceMatch.Score(0, 1));

        var page = await PageAsync(node, match, horizonMs, new(match.Epoch, 1), after: 1);

        Assert.Equal(new LogPage { Position = new Position { Epoch = match.Epoch, Seq = 1 } }, page);
    }

    private static async Task<LogPage> PageAsync(
        TestNode node, SourceMatch match, long horizonMs, TopicPosition head, uint after = 0)
    {
        var position = new Position { Epoch = match.Epoch, Seq = after };
        var page = await node.Log.ReadMatchAsync(
            "m1", new MatchPosition(position.Epoch, after), PageMax, TestContext.Current.CancellationToken);
        var http = new DefaultHttpContext();
        using var body = new MemoryStream();
        http.Response.Body = body;
        await LogEndpoint.Answer("m1", page, position, horizonMs, head).ExecuteAsync(http);
        Assert.Equal(200, http.Response.StatusCode);
        return ProtoJson.Read<LogPage>(body.ToArray(), new JsonReadOptions { BytesMax = 1 << 24 }).Message;
    }

    private static ProblemHttpResult Refusal(
        MatchPageStatus status, MatchPosition first = default, MatchPosition continues = default)
    {
        var page = new MatchPage { Status = status, Head = new(7, 2), First = first, Continues = continues, Entries = [] };
        return Assert.IsType<ProblemHttpResult>(LogEndpoint.Answer("m1", page, Asked, Horizon.Live, head: new(7, 2)));
    }
}
