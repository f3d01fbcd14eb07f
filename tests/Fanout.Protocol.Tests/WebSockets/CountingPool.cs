using System.Buffers;

namespace Fanout.Protocol.Tests.WebSockets;

/// <summary>A pool that knows what is out, and fails on an array returned twice or never rented.</summary>
internal sealed class CountingPool : ArrayPool<byte>
{
    private readonly HashSet<byte[]> _out = [];

    public int ArraysOut => _out.Count;

    public int BytesOut => _out.Sum(array => array.Length);

    public int BytesOutMax { get; private set; }

    public override byte[] Rent(int minimumLength)
    {
        var array = new byte[minimumLength];
        _out.Add(array);
        BytesOutMax = Math.Max(BytesOutMax, BytesOut);
        return array;
    }

    public override void Return(byte[] array, bool clearArray = false)
    {
        Assert.True(_out.Remove(array), "an array was returned that was not out");
        array.AsSpan().Fill(0xEE); // whoever still reads it gets nonsense
    }
}
