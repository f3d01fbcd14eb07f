using CsCheck;
using Fanout.Protocol.WebSockets;

namespace Fanout.Protocol.Tests.WebSockets;

public sealed class MaskingTests
{
    [Fact]
    public void Is_the_xor_of_RFC_6455_at_every_length()
    {
        const uint key = 0x3d21fa37;
        for (var size = 0; size <= 200; size++)
        {
            var source = Enumerable.Range(0, size).Select(index => (byte)(index * 7)).ToArray();
            var masked = new byte[size];
            Masking.Apply(source, masked, key);
            Assert.Equal(source.Select((value, index) => (byte)(value ^ (key >> (8 * (index % 4))))), masked);
        }
    }

    [Fact]
    public void Keeps_its_phase_across_cuts() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.UInt, Gen.Int[1, 40].Array[1, 4]).Sample((bytes, key, sizes) =>
        {
            var whole = new byte[bytes.Length];
            Masking.Apply(bytes, whole, key);

            var inPlace = bytes.ToArray();
            var turned = key;
            var start = 0;
            foreach (var part in Segments.Cut(inPlace, sizes))
            {
                var destination = inPlace.AsSpan(start, part.Length);
                turned = Masking.Apply(part.Span, destination, turned);
                start += part.Length;
            }

            Assert.Equal(whole, inPlace);
        });
}
