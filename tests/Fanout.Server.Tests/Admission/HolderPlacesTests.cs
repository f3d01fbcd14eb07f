using Fanout.Server.Access;
using Fanout.Server.Admission;
using Fanout.Server.Tests.Simulating;

namespace Fanout.Server.Tests.Admission;

public sealed class HolderPlacesTests
{
    private readonly HolderPlaces _places = new();

    [Fact]
    public void A_holder_has_as_many_connections_as_its_token_says()
    {
        var (one, other) = (Of("a", 2), Of("b", 1));
        Assert.True(_places.TryEnter(one));
        Assert.True(_places.TryEnter(one));
        Assert.False(_places.TryEnter(one));
        Assert.True(_places.TryEnter(other));
        Assert.Equal(1, _places.Refused);

        _places.Leave(one);
        Assert.True(_places.TryEnter(one));
    }

    [Fact]
    public void All_tokens_of_a_holder_are_counted_together()
    {
        Assert.True(_places.TryEnter(Of("a", 5)));
        Assert.False(_places.TryEnter(Of("a", 1)));
        Assert.True(_places.TryEnter(Of("a", 2)));
    }

    [Fact]
    public void Who_is_not_bounded_is_not_counted()
    {
        for (var count = 0; count < 5; count++)
        {
            Assert.True(_places.TryEnter(Of("a", null)));
            Assert.True(_places.TryEnter(Of(null, 1)));
        }
        Assert.True(_places.TryEnter(Of("a", 1)));
    }

    [Fact]
    public void A_connection_that_changes_its_token_takes_its_place_along()
    {
        var (first, refreshed, other) = (Of("a", 1), Of("a", 1), Of("b", 1));
        Assert.True(_places.TryMove(null, first));
        Assert.True(_places.TryMove(first, refreshed));
        Assert.True(_places.TryMove(refreshed, other));
        Assert.True(_places.TryEnter(first));
        Assert.False(_places.TryMove(other, refreshed));
        Assert.False(_places.TryEnter(other));
    }

    private static Principal Of(string? holder, int? connections) =>
        new("reader", 0, GivenAccess.RightsOf(new RightsForm { Topics = ["*"], Connections = connections })) { Holder = holder };
}
