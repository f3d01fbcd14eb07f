using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Normalising;

public sealed class ClockTests
{
    [Fact]
    public void The_value_is_anchored_at_the_time_of_the_event()
    {
        var feeding = Feeding.OfFootball();

        feeding.Send("""{"clock":{"kind":"UP","running":true,"valueMs":2700000,"periodMs":2700000}}""", 10);

        Assert.Equal(
            new Clock { Kind = ClockKind.Types.Value.Up, Running = true, ValueMs = 2_700_000, AnchorMs = Feeding.Ms(10), PeriodMs = 2_700_000 },
            feeding.State.Clock);
    }

    [Theory]
    [InlineData("UP", 60_000u, 90_000u)]
    [InlineData("DOWN", 60_000u, 30_000u)]
    [InlineData("DOWN", 20_000u, 0u)] // at zero a clock that counts down stays
    public void A_clock_that_is_stopped_without_a_value_stops_where_it_is(string kind, uint valueMs, uint stoppedMs)
    {
        var feeding = Feeding.OfFootball();
        feeding.Send($$"""{"clock":{"kind":"{{kind}}","running":true,"valueMs":{{valueMs}} } }""", 0);

        feeding.Send("""{"clock":{"running":false}}""", 30);

        Assert.Equal(
            (false, stoppedMs, Feeding.Ms(30)), (feeding.State.Clock.Running, feeding.State.Clock.ValueMs, feeding.State.Clock.AnchorMs));
    }

    [Fact]
    public void Added_time_does_not_move_the_anchor()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"clock":{"kind":"UP","running":true,"valueMs":0}}""", 0);

        feeding.Send("""{"clock":{"addedMinutes":4}}""", 30);

        Assert.Equal((4u, Feeding.Ms(0)), (feeding.State.Clock.AddedMinutes, feeding.State.Clock.AnchorMs));
    }
}
