using Fanout.Log;
using Fanout.Protocol.Messages;
using Fanout.Server.Http;
using Fanout.Server.Topics;
using Microsoft.AspNetCore.Http.HttpResults;
using MatchPage = Fanout.Log.MatchPage;

namespace Fanout.Server.Tests.Http;

public sealed class LogEndpointTests
{
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

    private static ProblemHttpResult Refusal(
        MatchPageStatus status, MatchPosition first = default, MatchPosition continues = default)
    {
        var page = new MatchPage { Status = status, Head = new(7, 2), First = first, Continues = continues, Entries = [] };
        return Assert.IsType<ProblemHttpResult>(LogEndpoint.Answer("m1", page, Asked, Horizon.Live, head: "7-2"));
    }
}
