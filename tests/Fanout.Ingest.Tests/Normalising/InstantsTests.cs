using Fanout.Ingest.Normalising;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Ingest.Tests.Normalising;

public sealed class InstantsTests
{
    /// <summary>Rounded up, the last one would be of no year that there is.</summary>
    [Theory]
    [InlineData(253_402_300_799, 999_999_999, 253_402_300_799_999)]
    [InlineData(1_796_000_000, 123_999_900, 1_796_000_000_123)]
    [InlineData(0, 0, 0)]
    [InlineData(-1, 999_999_900, -1)]
    [InlineData(-62_135_596_800, 0, -62_135_596_800_000)]
    public void Milliseconds_are_whole_and_downwards(long seconds, int nanos, double ms) =>
        Assert.Equal(ms, Instants.MsOf(new Timestamp { Seconds = seconds, Nanos = nanos }));
}
