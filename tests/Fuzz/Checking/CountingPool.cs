using System.Buffers;

namespace Fanout.Fuzz.Checking;

/// <summary>A pool that gives no byte more than is asked for, knows what is out, and fails on an array that was not.</summary>
internal sealed class CountingPool : ArrayPool<byte>
{
    private readonly HashSet<byte[]> _out = [];
    private int _bytesOut;

    public int ArraysOut => _out.Count;

    /// <summary>The most that was out at a time.</summary>
    public int BytesOutMax { get; private set; }

    public override byte[] Rent(int minimumLength)
    {
        var array = new byte[minimumLength];
        _out.Add(array);
        _bytesOut += minimumLength;
        BytesOutMax = Math.Max(BytesOutMax, _bytesOut);
        return array;
    }

    public override void Return(byte[] array, bool clearArray = false)
    {
        if (!_out.Remove(array)) throw new BrokenLawException($"an array of {array.Length} bytes was returned that was not out");
        _bytesOut -= array.Length;
        array.AsSpan().Fill(0xEE); // whoever still reads it gets nonsense
    }
}
