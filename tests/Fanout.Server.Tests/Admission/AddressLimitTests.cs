using System.Net;
using Fanout.Server.Admission;
using Fanout.Server.Delivery;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Server.Tests.Admission;

public sealed class AddressLimitTests
{
    private static readonly ClientAddress One = Of("203.0.113.1");
    private static readonly ClientAddress Other = Of("203.0.113.2");

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void An_address_that_has_all_its_connections_is_refused_and_no_other()
    {
        var gate = GateOf(new AddressLimits { ConnectionsMax = 2 });
        Assert.Equal(2, Enter(gate, One, 5));
        Assert.Equal(2, Enter(gate, Other, 5));

        Assert.False(gate.TryEnter(One, out var refusal));
        Assert.Equal(
            (RefusalReason.AddressFull, "ADDRESS_CONNECTIONS", 429, "all 2 connections of one address are in use"),
            (refusal.Reason, refusal.Name, refusal.Status, refusal.Why));
        Assert.Equal(7, gate.Refused(RefusalReason.AddressFull));

        gate.Leave(One);
        Assert.Equal(1, Enter(gate, One, 5));
        Assert.Equal(4, gate.Count);
    }

    [Fact]
    public void Handshakes_of_an_address_use_up_its_own_second_and_nothing_of_the_nodes()
    {
        var gate = GateOf(new AddressLimits { HandshakesPerSecond = 10 }, handshakesPerSecond: 15);
        Assert.Equal(10, Enter(gate, One, 1_000));
        Assert.Equal(5, Enter(gate, Other, 5));

        Assert.False(gate.TryEnter(One, out var refusal));
        Assert.Equal((RefusalReason.AddressBusy, 429), (refusal.Reason, refusal.Status));
        Assert.InRange(refusal.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(101));

        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(5, Enter(gate, One, 1_000));
    }

    [Fact]
    public void What_is_not_known_to_come_from_anywhere_is_not_counted()
    {
        var gate = GateOf(new AddressLimits { ConnectionsMax = 1, HandshakesPerSecond = 1, HoldOnLoopback = true });
        Assert.Equal(5, Enter(gate, default, 5));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1.2.3")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public void The_machine_itself_is_counted_only_where_that_is_configured(string address)
    {
        Assert.Equal(5, Enter(GateOf(new AddressLimits { ConnectionsMax = 1 }), Of(address), 5));
        Assert.Equal(1, Enter(GateOf(new AddressLimits { ConnectionsMax = 1, HoldOnLoopback = true }), Of(address), 5));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("203.0.113.1", "::ffff:203.0.113.1", true)]
    [InlineData("203.0.113.1", "203.0.113.2", false)]
    [InlineData("127.0.0.1", "::1", true)]
    [InlineData("127.0.0.1", "127.0.0.2", false)]
    public void Of_IPv6_the_network_counts(string one, string other, bool isSame) =>
        Assert.Equal(isSame, Of(one) == Of(other));

    [Fact]
    public void By_default_an_address_has_a_tenth_of_the_node()
    {
        var limits = AddressLimits.Of(new DeliveryOptions(), connectionsMax: 50_000);
        Assert.Equal((5_000, 2_000, false), (limits.ConnectionsMax, limits.HandshakesPerSecond, limits.HoldOnLoopback));
        Assert.Equal(100, AddressLimits.Of(new DeliveryOptions(), connectionsMax: 200).ConnectionsMax);
    }

    [Fact]
    public void What_is_configured_holds_for_everybody_and_0_is_no_limit()
    {
        var limits = AddressLimits.Of(new DeliveryOptions { ConnectionsPerAddress = 0, HandshakesPerSecondPerAddress = 3 }, 50_000);
        Assert.Equal((null, 3, true), (limits.ConnectionsMax, limits.HandshakesPerSecond, limits.HoldOnLoopback));
    }

    [Fact]
    public void Addresses_that_are_gone_are_forgotten()
    {
        var limits = new AddressLimits { ConnectionsMax = 9, HandshakesPerSecond = 9 };
        var book = new AddressBook(limits);
        for (var number = 0u; number < 100_000; number++)
        {
            var address = ClientAddress.Of(new IPAddress(number + 0x0100_0001));
            Assert.True(book.TryTake(address, number, out _)); // a thousand a second
            book.Enter(address);
            book.Leave(address);
        }
        Assert.InRange(book.Count, 1, 4_096);
    }

    [Fact]
    public void Those_who_stay_are_remembered_among_many_who_do_not()
    {
        var limits = new AddressLimits { ConnectionsMax = 1, HandshakesPerSecond = 1_000 };
        var book = new AddressBook(limits);
        book.Enter(One);
        for (var number = 0u; number < 10_000; number++)
            Assert.True(book.TryTake(ClientAddress.Of(new IPAddress(number + 0x0100_0001)), number, out _));
        Assert.True(book.IsFull(One));
    }

    private ConnectionGate GateOf(AddressLimits limits, int handshakesPerSecond = 1_000) =>
        new(1_000, handshakesPerSecond, _time, limits);

    private static ClientAddress Of(string address) => ClientAddress.Of(IPAddress.Parse(address));

    private static int Enter(ConnectionGate gate, ClientAddress address, int count) =>
        Enumerable.Range(0, count).Count(_ => gate.TryEnter(address, out Refusal? _));
}
