using System.Numerics;

namespace Fanout.Protocol.States;

/// <summary>Some fields of a <see cref="MessageShape"/>: one bit for each, by its index.</summary>
internal readonly record struct FieldSet(ulong Bits)
{
    public bool IsEmpty => Bits == 0;

    public static FieldSet operator |(FieldSet first, FieldSet second) => new(first.Bits | second.Bits);

    public bool Has(FieldShape field) => (Bits & (1UL << field.Index)) != 0;

    /// <summary>Their indexes, ascending.</summary>
    public Enumerator GetEnumerator() => new(Bits);

    public struct Enumerator(ulong left)
    {
        private ulong _left = left;

        public int Current { get; private set; }

        public bool MoveNext()
        {
            if (_left == 0)
                return false;
            Current = BitOperations.TrailingZeroCount(_left);
            _left &= _left - 1;
            return true;
        }
    }
}
