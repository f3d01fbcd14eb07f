using System.Net;
using Fanout.Server.Admission;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Server.Tests.Admission;

public sealed class ConnectionGateTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Lets_in_as_many_as_there_are_places()
    {
        var gate = new ConnectionGate(2, 1_000, _time);
        Assert.True(gate.TryEnter(default, out _));
        Assert.True(gate.TryEnter(default, out _));
        Assert.False(gate.TryEnter(default, out var refusal));
        Assert.Equal("all 2 connections of this server are in use", refusal.Why);

        gate.Leave(default);
        Assert.True(gate.TryEnter(default, out _));
    }

    [Fact]
    public void Who_is_refused_for_want_of_a_place_uses_up_no_handshake()
    {
        var gate = new ConnectionGate(1, 2, _time);
        Assert.True(gate.TryEnter(default, out _));
        for (var count = 0; count < 10; count++)
            Assert.False(gate.TryEnter(default, out _));
        gate.Leave(default);
        Assert.True(gate.TryEnter(default, out _));
    }

    [Fact]
    public void A_second_of_none_lets_in_a_second_of_many_and_no_more()
    {
        var gate = new ConnectionGate(1_000, 10, _time);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(10, Enter(gate, 50));
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(5, Enter(gate, 50));
    }

    [Fact]
    public void A_crowd_is_told_to_come_back_over_the_time_that_the_node_needs_for_it()
    {
        var gate = new ConnectionGate(1_000_000, 10, _time);
        Enter(gate, 10);

        var times = Enumerable.Range(0, 400).Select(_ => Refused(gate)).ToList();

        Assert.All(times, static time => Assert.InRange(time, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(41)));
        Assert.InRange(times[..10].Max(), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        Assert.InRange(times.Distinct().Count(), 15, 41); // spread, and not one time for all
    }

    [Fact]
    public void Those_who_were_sent_away_are_forgotten_as_they_are_let_in()
    {
        var gate = new ConnectionGate(1_000_000, 10, _time);
        Enter(gate, 1_000);
        _time.Advance(TimeSpan.FromSeconds(200));
        Enter(gate, 10);
        Assert.InRange(Refused(gate), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void Nobody_is_told_to_stay_away_for_longer_than_two_minutes()
    {
        var gate = new ConnectionGate(1_000_000, 1, _time);
        Enter(gate, 1_000);
        for (var count = 0; count < 100; count++)
            Assert.InRange(Refused(gate), TimeSpan.FromSeconds(1), ConnectionGate.RetryAfterMax);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(49.5)]
    [InlineData(50.0)] // 2³² ms are 49.7 days
    [InlineData(400.0)]
    public void A_server_lets_in_as_many_a_second_however_long_it_has_run(double days)
    {
        var one = ClientAddress.Of(IPAddress.Parse("203.0.113.1"));
        var gate = new ConnectionGate(1_000, 20, _time, new AddressLimits { HandshakesPerSecond = 10 });
        _time.Advance(TimeSpan.FromDays(days));
        for (var second = 0; second < 5; second++)
        {
            Assert.Equal((10, 10), (Enter(gate, 50, one), Enter(gate, 50)));
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Theory]
    [InlineData(20_000L, 19_375)]
    [InlineData(1_048_576L, 1_000_000)]
    [InlineData(4_096L, 3_840)]
    [InlineData(400L, 200)]
    [InlineData(1L, 1)]
    [InlineData(null, 1_000_000)]
    public void The_limit_leaves_descriptors_for_other_things(long? descriptors, int connections) =>
        Assert.Equal(connections, DescriptorLimit.ConnectionsMax(descriptors));

    [Theory]
    [InlineData("Max open files            20000                20000                files     ", 20_000L)]
    [InlineData("Max open files            1024                 524288               files     ", 1_024L)]
    [InlineData("Max open files            unlimited            unlimited            files     ", null)]
    [InlineData("Max processes             15000                15000                processes ", null)]
    public void The_limit_of_now_is_read_from_the_kernels_table(string line, long? expected) =>
        Assert.Equal(expected, DescriptorLimit.Read(["Limit                     Soft Limit           Hard Limit           Units     ", line]));

    private static int Enter(ConnectionGate gate, int count, ClientAddress address = default) =>
        Enumerable.Range(0, count).Count(_ => gate.TryEnter(address, out Refusal? _));

    private static TimeSpan Refused(ConnectionGate gate)
    {
        Assert.False(gate.TryEnter(default, out var refusal));
        return refusal.RetryAfter;
    }
}
