using CsCheck;
using Fanout.Protocol.Json;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Protocol.Tests.Json;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("2026-11-22T18:00:00Z", 1_795_370_400, 0)]
    [InlineData("2026-11-22t18:00:00z", 1_795_370_400, 0)]
    [InlineData("2026-11-22T19:30:00+01:30", 1_795_370_400, 0)]
    [InlineData("2026-11-22T17:00:00-01:00", 1_795_370_400, 0)]
    [InlineData("2026-11-22T18:00:00-00:00", 1_795_370_400, 0)]
    [InlineData("2026-11-22T18:00:00.5Z", 1_795_370_400, 500_000_000)]
    [InlineData("2026-11-22T18:00:00.1234567899Z", 1_795_370_400, 123_456_789)]
    [InlineData("1969-12-31T23:59:59.25Z", -1, 250_000_000)]
    [InlineData("2016-12-31T23:59:60Z", 1_483_228_800, 0)]
    [InlineData("2024-02-29T00:00:00Z", 1_709_164_800, 0)]
    [InlineData("0001-01-01T00:00:00Z", -62_135_596_800, 0)]
    [InlineData("9999-12-31T23:59:59.999999999Z", 253_402_300_799, 999_999_999)]
    public void Reads_any_offset_and_fraction(string text, long seconds, int nanos)
    {
        Assert.True(Rfc3339.TryParse(text, out var instant));
        Assert.Equal(new Timestamp { Seconds = seconds, Nanos = nanos }, instant);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-11-22")]
    [InlineData("2026-11-22T18:00:00")]
    [InlineData("2026-11-22 18:00:00Z")]
    [InlineData("2026-11-22T18:00Z")]
    [InlineData("2026-13-22T18:00:00Z")]
    [InlineData("2026-02-29T18:00:00Z")]
    [InlineData("2026-11-22T24:00:00Z")]
    [InlineData("2026-11-22T18:60:00Z")]
    [InlineData("2026-11-22T18:00:61Z")]
    [InlineData("2026-11-22T18:00:00.Z")]
    [InlineData("2026-11-22T18:00:00+0100")]
    [InlineData("2026-11-22T18:00:00+24:00")]
    [InlineData("2026-11-22T18:00:00+01:60")]
    [InlineData("2026-11-22T18:00:00ZZ")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    [InlineData("٢٠٢٦-11-22T18:00:00Z")]
    public void Refuses_what_is_no_instant(string text)
    {
        Assert.False(Rfc3339.TryParse(text, out _));
    }

    [Theory]
    [InlineData(0, "2026-11-22T18:00:00Z")]
    [InlineData(500_000_000, "2026-11-22T18:00:00.500Z")]
    [InlineData(1_000, "2026-11-22T18:00:00.000001Z")]
    [InlineData(1, "2026-11-22T18:00:00.000000001Z")]
    public void Prints_as_many_digits_as_the_instant_needs(int nanos, string expected)
    {
        Assert.Equal(expected, Rfc3339.Format(new Timestamp { Seconds = 1_795_370_400, Nanos = nanos }));
    }

    [Fact]
    public void Reads_what_it_prints()
    {
        var instants = Gen.Select(Gen.Long[-62_135_596_800, 253_402_300_799], Gen.Int[0, 999_999_999]);
        instants.Sample((seconds, nanos) =>
        {
            var instant = new Timestamp { Seconds = seconds, Nanos = nanos };
            return Rfc3339.TryParse(Rfc3339.Format(instant), out var read) && read.Equals(instant);
        });
    }

    [Fact]
    public void Any_text_is_read_or_refused()
    {
        Gen.String["0123456789-:.TZ+"].Sample(text => Rfc3339.TryParse(text, out var instant) || instant is not null);
    }
}
