using Fanout.Server.Topics;

namespace Fanout.Server.Tests.Topics;

public sealed class PastBytesTests
{
    private const int Size = 1000;
    private const int PerSlab = PastBytes.SlabSize / Size;

    private readonly PastBytes _bytes = new();

    [Fact]
    public void What_was_written_at_a_place_is_read_there_until_it_is_released()
    {
        var places = Enumerable.Range(0, 3 * PerSlab).Select(Write).ToList();

        for (var number = 0; number < places.Count; number++)
            Assert.True(_bytes.At(places[number]).SequenceEqual(Written(number)));
        Assert.Equal(3 * PastBytes.SlabSize, _bytes.Size);
        Assert.True(_bytes.At(default).IsEmpty);
    }

    [Fact]
    public void Released_in_order_the_same_few_slabs_are_written_again_and_again()
    {
        var held = new Queue<(int Number, PastPlace Place)>();
        for (var number = 0; number < 20 * PerSlab; number++)
        {
            held.Enqueue((number, Write(number)));
            if (held.Count <= PerSlab)
                continue;
            var (oldest, place) = held.Dequeue();
            Assert.True(_bytes.At(place).SequenceEqual(Written(oldest)));
            _bytes.Release(place);
        }

        Assert.InRange(_bytes.Size, PastBytes.SlabSize, 3 * PastBytes.SlabSize);
    }

    [Fact]
    public void A_single_change_that_stays_keeps_its_own_slab_and_no_other()
    {
        var places = Enumerable.Range(0, 10 * PerSlab).Select(Write).ToList();

        foreach (var place in places.Skip(1))
            _bytes.Release(place);

        Assert.True(_bytes.At(places[0]).SequenceEqual(Written(0)));
        Assert.InRange(_bytes.Size, PastBytes.SlabSize, 3 * PastBytes.SlabSize); // with the one being filled and a spare
    }

    [Fact]
    public void A_change_larger_than_a_slab_lies_alone_and_goes_at_once()
    {
        Write(1);
        var place = _bytes.Reserve(5 * PastBytes.SlabSize);
        var second = Write(2);

        Assert.Equal(6 * PastBytes.SlabSize, _bytes.Size);
        Assert.Equal(5 * PastBytes.SlabSize, _bytes.At(place).Length);
        _bytes.Release(place);

        Assert.Equal(PastBytes.SlabSize, _bytes.Size);
        Assert.True(_bytes.At(second).SequenceEqual(Written(2)));
    }

    private static byte[] Written(int number)
    {
        var bytes = new byte[Size];
        Array.Fill(bytes, (byte)number);
        return bytes;
    }

    private PastPlace Write(int number)
    {
        var place = _bytes.Reserve(Size);
        Written(number).CopyTo(_bytes.At(place));
        return place;
    }
}
