namespace Gateway.Claims;

/// <summary>
/// A real number as Apache's library writes C's <c>%lf</c>: six decimals, never an exponent, digits taken one by one and rounded up from a
/// five, and room for 79 of them.
/// </summary>
internal static class RealText
{
    private const int Decimals = 6;
    private const int Room = 80;

    public static string Of(double value)
    {
        Span<char> digits = stackalloc char[Room];
        var whole = Math.Truncate(Math.Abs(value));
        var point = Whole(whole, digits);
        return (value < 0 ? "-" : "") + Placed(digits[..Fraction(digits, Decimals + point, Math.Abs(value) - whole, ref point)], point);
    }

    // Backwards, as a division gives them. Answers how many stand before the decimal point.
    private static int Whole(double whole, Span<char> digits)
    {
        var at = Room;
        for (; at > 0 && whole > 0; whole = Math.Truncate(whole / 10))
            digits[--at] = (char)('0' + (int)(((whole / 10) - Math.Truncate(whole / 10) + .03) * 10));
        digits[at..].CopyTo(digits);
        return Room - at;
    }

    // The digits up to the last one that is shown, and one more by which that is rounded. Answers how many there are.
    private static int Fraction(Span<char> digits, int last, double rest, ref int point)
    {
        for (var count = point; count <= last && count < Room; count++)
        {
            rest *= 10;
            digits[count] = (char)('0' + (int)Math.Truncate(rest));
            rest -= Math.Truncate(rest);
        }

        return last >= Room ? Room - 1 : Rounded(digits, last, ref point);
    }

    private static int Rounded(Span<char> digits, int last, ref int point)
    {
        var at = last;
        for (digits[at] += (char)5; digits[at] > '9'; digits[at]++)
        {
            digits[at] = '0';
            if (at-- > 0) continue;

            digits[0] = '1';
            point++;
            return last + 1;
        }

        return last;
    }

    private static string Placed(ReadOnlySpan<char> digits, int point)
    {
        if (point == 0) return $"0.{digits}";
        return point > digits.Length ? digits.ToString() : $"{digits[..point]}.{digits[point..]}";
    }
}
