using System.Net;
using Fanout.Server.Access;
using Fanout.Server.Admission;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Server.Tests.Access;

public sealed class TicketsTests
{
    private static readonly Principal Reader = new("reader", 0, Rights.All);

    private readonly FakeTimeProvider _time = new();
    private readonly Tickets _tickets;

    public TicketsTests() => _tickets = new Tickets(_time);

    [Fact]
    public void A_ticket_is_good_once_and_for_whom_it_was_made()
    {
        Assert.True(TryMake(Reader, out var text, out var ends));
        Assert.Equal((43, _time.GetUtcNow().AddSeconds(30)), (text.Length, ends));
        Assert.True(_tickets.TryTake(text, out var principal));
        Assert.Same(Reader, principal);
        Assert.False(_tickets.TryTake(text, out _));
        Assert.Equal(0, _tickets.Count);
    }

    [Fact]
    public void A_ticket_ends_after_half_a_minute()
    {
        Assert.True(TryMake(Reader, out var inTime, out _));
        Assert.True(TryMake(Reader, out var late, out _));
        _time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.True(_tickets.TryTake(inTime, out _));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.False(_tickets.TryTake(late, out _));
    }

    [Fact]
    public void A_ticket_ends_with_the_token_that_it_was_made_for()
    {
        var soon = Reader with { ExpiresMs = _time.GetUtcNow().AddSeconds(5).ToUnixTimeMilliseconds() };
        Assert.True(TryMake(soon, out var text, out _));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(_tickets.TryTake(text, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_was_never_made_is_no_ticket(string text)
    {
        Assert.True(TryMake(Reader, out _, out _));
        Assert.False(_tickets.TryTake(text, out _));
    }

    [Fact]
    public void So_many_are_made_in_half_a_minute_and_no_more_until_the_first_ends()
    {
        Assert.True(TryMake(Reader, out var first, out var firstEnds));
        Assert.True(_tickets.TryTake(first, out _));
        _time.Advance(TimeSpan.FromSeconds(10));
        for (var count = 1; count < Tickets.CountMax; count++)
            Assert.True(TryMake(Holder(count % 11), out _, out _));
        Assert.Equal(TicketVerdict.Full, _tickets.Make(Reader, default, out _, out var roomAt));
        Assert.Equal(firstEnds, roomAt);

        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.True(TryMake(Reader, out _, out _));
        Assert.Equal(TicketVerdict.Full, _tickets.Make(Reader, default, out _, out _));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(TryMake(Reader, out _, out _));
        Assert.Equal(1, _tickets.Count);
    }

    [Fact]
    public void One_holder_uses_up_its_own_share_and_nobody_else_s()
    {
        Assert.True(TryMake(Holder(1), out _, out var firstEnds));
        _time.Advance(TimeSpan.FromSeconds(10));
        for (var count = 1; count < Tickets.HolderCountMax; count++)
            Assert.True(TryMake(Holder(1), out _, out _));

        Assert.Equal(TicketVerdict.HolderFull, _tickets.Make(Holder(1), Address("192.0.2.1"), out var none, out var roomAt));
        Assert.Equal(("", firstEnds), (none, roomAt));
        Assert.True(TryMake(Holder(2), out _, out _));
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.True(TryMake(Holder(1), out _, out _));
        Assert.Equal(TicketVerdict.HolderFull, _tickets.Make(Holder(1), default, out _, out _));
    }

    [Fact]
    public void Whose_holder_nobody_can_tell_is_counted_by_address()
    {
        for (var count = 0; count < Tickets.HolderCountMax; count++)
            Assert.Equal(TicketVerdict.Made, _tickets.Make(Reader, Address("192.0.2.1"), out _, out _));

        Assert.Equal(TicketVerdict.HolderFull, _tickets.Make(Reader, Address("192.0.2.1"), out _, out _));
        Assert.Equal(TicketVerdict.Made, _tickets.Make(Reader, Address("192.0.2.2"), out _, out _));
        Assert.Equal(TicketVerdict.Made, _tickets.Make(Holder(1), Address("192.0.2.1"), out _, out _));
    }

    [Fact]
    public void No_two_are_the_same()
    {
        var texts = Enumerable.Range(0, 1_000).Select(_ => TryMake(Reader, out var text, out DateTimeOffset _) ? text : null).ToList();
        Assert.Equal(1_000, texts.Distinct().Count());
        Assert.DoesNotContain(null, texts);
    }

    private static Principal Holder(int number) => Reader with { Holder = $"issuer\n{number}" };

    private static ClientAddress Address(string text) => ClientAddress.Of(IPAddress.Parse(text));

    private bool TryMake(Principal principal, out string text, out DateTimeOffset ends) =>
        _tickets.Make(principal, default, out text, out ends) == TicketVerdict.Made;
}
