using System.Net;
using Fanout.Server.Admission;
using Fanout.Server.Delivery;
using Fanout.Server.Http;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Server.Tests.Admission;

/// <summary>Connections that are no reader's are bounded by address and in all, so that descriptors are left for what matters.</summary>
public sealed class VisitorTests
{
    private static readonly IPAddress One = IPAddress.Parse("203.0.113.1");
    private static readonly IPAddress Other = IPAddress.Parse("203.0.113.2");
    private static readonly TrustedProxies Proxies = new(["10.0.0.0/8"]);

    [Fact]
    public void An_address_has_so_many_and_others_are_not_disturbed()
    {
        var (gate, visitors) = GateOf(new AddressLimits { VisitorsMax = 2 });
        var first = visitors.Begin(One)!;
        Assert.NotNull(visitors.Begin(One));
        Assert.Null(visitors.Begin(One));
        Assert.NotNull(visitors.Begin(Other));
        Assert.Equal((3, 1L, 0L), (gate.VisitorCount, gate.CutOff(RefusalReason.AddressFull), gate.CutOff(RefusalReason.ServerFull)));

        first.End();
        first.End(); // whoever ends it, once
        Assert.NotNull(visitors.Begin(One));
        Assert.Null(visitors.Begin(One));
    }

    [Fact]
    public void Readers_and_others_share_what_the_server_accepts()
    {
        var (gate, visitors) = GateOf(AddressLimits.None, socketsMax: 3);
        Assert.True(gate.TryEnter(ClientAddress.Of(One), out _));
        var visit = visitors.Begin(One)!;
        Assert.NotNull(visitors.Begin(Other));
        Assert.Null(visitors.Begin(Other));
        Assert.Equal((2, 1L), (gate.VisitorCount, gate.CutOff(RefusalReason.ServerFull)));

        visit.End();
        Assert.NotNull(visitors.Begin(Other));
    }

    [Fact]
    public void One_that_becomes_a_reader_counts_as_such_and_as_a_visitor_again_when_that_leaves()
    {
        var (gate, visitors) = GateOf(new AddressLimits { VisitorsMax = 1 });
        var visit = visitors.Begin(One)!;
        visit.End();
        Assert.NotNull(visitors.Begin(One));
        visit.Resume(); // it was let in once: two are there, and a third is not
        Assert.Equal(2, gate.VisitorCount);
        Assert.Null(visitors.Begin(One));
        visit.End();
        Assert.Null(visitors.Begin(One));
        Assert.Equal(1, gate.VisitorCount);
    }

    [Fact]
    public void Proxies_that_are_trusted_and_the_machine_itself_count_for_the_server_alone()
    {
        var (gate, visitors) = GateOf(new AddressLimits { VisitorsMax = 1 }, socketsMax: 6);
        foreach (var peer in new[] { IPAddress.Parse("10.1.2.3"), IPAddress.Parse("::ffff:10.1.2.3"), IPAddress.Loopback })
        {
            Assert.NotNull(visitors.Begin(peer));
            Assert.NotNull(visitors.Begin(peer));
        }
        Assert.Equal(6, gate.VisitorCount);
        Assert.Null(visitors.Begin(IPAddress.Loopback));

        var (_, held) = GateOf(new AddressLimits { VisitorsMax = 1, HoldVisitorsOnLoopback = true });
        Assert.NotNull(held.Begin(IPAddress.Loopback));
        Assert.Null(held.Begin(IPAddress.Loopback));
    }

    [Fact]
    public void Addresses_that_only_visited_are_forgotten_at_once_and_those_that_visit_are_not()
    {
        var book = new AddressBook(new AddressLimits { VisitorsMax = 1, HandshakesPerSecond = 1_000 });
        var stays = ClientAddress.Of(One);
        Assert.True(book.TryVisit(stays));
        for (var number = 0u; number < 10_000; number++)
        {
            var address = ClientAddress.Of(new IPAddress(number + 0x0100_0001));
            Assert.True(book.TryVisit(address));
            Assert.True(number % 2 == 0 || book.TryTake(address, number, out _));
            book.EndVisit(address);
        }
        Assert.InRange(book.Count, 1, 4_096);
        Assert.False(book.TryVisit(stays));
    }

    [Theory]
    [InlineData(20_000L, 300, 19_444)]
    [InlineData(1_024L, 300, 468)]
    [InlineData(500L, 300, 100)]
    [InlineData(200L, 300, 1)]
    [InlineData(1_000_000L, 300, 999_444)]
    [InlineData(1_073_741_816L, 300, 1_031_250)]
    [InlineData(null, 0, 1_031_250)]
    public void Descriptors_stay_for_what_the_server_holds_and_opens_itself(long? descriptors, int held, int sockets) =>
        Assert.Equal(sockets, DescriptorLimit.SocketsMax(descriptors, held));

    [Fact]
    public void By_default_an_address_has_a_tenth_of_what_is_accepted()
    {
        var usual = AddressLimits.Of(new DeliveryOptions(), 19_375);
        Assert.Equal((1_968, false), VisitorsOf(usual.With(new HttpOptions(), 19_687)));
        Assert.Equal((100, false), VisitorsOf(usual.With(new HttpOptions(), 300)));
        Assert.Equal((7, true), VisitorsOf(usual.With(new HttpOptions { ConnectionsPerAddress = 7 }, 19_687)));
        Assert.Equal((null, true), VisitorsOf(usual.With(new HttpOptions { ConnectionsPerAddress = 0 }, 19_687)));
        Assert.Equal(usual.ConnectionsMax, usual.With(new HttpOptions(), 19_687).ConnectionsMax);
    }

    private static (int? Max, bool HoldOnLoopback) VisitorsOf(AddressLimits limits) =>
        (limits.VisitorsMax, limits.HoldVisitorsOnLoopback);

    private static (ConnectionGate Gate, Visitors Visitors) GateOf(AddressLimits limits, int socketsMax = 1_000)
    {
        var gate = new ConnectionGate(1_000, 1_000, new FakeTimeProvider(), limits, socketsMax);
        return (gate, new Visitors(gate, Proxies));
    }
}
