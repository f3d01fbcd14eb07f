namespace Fanout.Server.Delivery;

/// <summary>
/// The epochs that the subscribers of one topic stand in, by numbers: one as a rule, two for a moment when it changes,
/// some more where entries of the past are replayed. Mutable, so it lives in one field and is never copied.
/// </summary>
internal struct EpochBook()
{
    /// <summary>Epochs before the first look at which of them are still needed.</summary>
    private const int CountTidy = 16;

    private uint[] _epochs = [];
    private int _count;
    private int _countTidy = CountTidy;

    /// <summary>So many that it is time to <see cref="Tidy"/>.</summary>
    public readonly bool IsFull => _count >= _countTidy;

    public readonly uint this[ushort number] => _epochs[number];

    /// <summary>The number of an epoch; false: nobody stands in it.</summary>
    public readonly bool TryFind(uint epoch, out ushort number)
    {
        for (var index = _count - 1; index >= 0; index--)
        {
            if (_epochs[index] != epoch)
                continue;
            number = (ushort)index;
            return true;
        }
        number = 0;
        return false;
    }

    /// <summary>Gives an epoch a number.</summary>
    public ushort Add(uint epoch)
    {
        if (_count > ushort.MaxValue)
            throw new InvalidOperationException($"the subscribers of one topic stand in more than {_count} epochs");
        if (_count == _epochs.Length)
            Array.Resize(ref _epochs, Math.Max(1, _count * 2));
        _epochs[_count] = epoch;
        return (ushort)_count++;
    }

    /// <summary>Forgets the epochs that none of these stands in; they are given their new numbers.</summary>
    public void Tidy(Span<Subscriber> subscribers)
    {
        var before = this;
        this = new EpochBook();
        foreach (ref var subscriber in subscribers)
        {
            var epoch = before[subscriber.Epoch];
            subscriber.Epoch = TryFind(epoch, out var number) ? number : Add(epoch);
        }
        _countTidy = Math.Max(CountTidy, _count * 2);
    }
}
