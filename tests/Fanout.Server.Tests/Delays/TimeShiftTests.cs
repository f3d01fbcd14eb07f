namespace Fanout.Server.Tests.Delays;

public sealed class TimeShiftTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_delayed_client_is_at_every_moment_what_an_undelayed_one_was_its_delay_before(int seed)
    {
        var shift = new TimeShift(seed);

        shift.Run(400);

        Assert.True(shift.Compared > 1000, $"{shift.Compared} comparisons");
    }
}
