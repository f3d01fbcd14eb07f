using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;

namespace Fanout.Protocol.Tests.Matches;

public sealed class ContinuationTests
{
    [Theory]
    [InlineData("a:1", "a:1")]
    [InlineData(null, "")]
    public void What_is_written_of_where_a_match_goes_on_is_read_again(string? match, string read) =>
        Assert.Equal(read, Continuation.Read(Continuation.Of(match)));

    [Theory]
    [InlineData("editor", "CONTINUED_AS a:1")] // somebody's own words
    [InlineData("mapping", "the Azzurri are the Blues")]
    public void A_correction_of_something_else_says_nothing_of_it(string role, string reason)
    {
        Assert.Null(Continuation.Read(new Correction { ActorRole = role, Reason = reason }));
        Assert.Null(Continuation.Read(null));
    }
}
