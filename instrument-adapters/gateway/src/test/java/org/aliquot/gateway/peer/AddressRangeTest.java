package org.aliquot.gateway.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Against arithmetic: an address is a number, a range is all numbers that begin with the same bits. */
class AddressRangeTest {
    /** An address as a number of so many bytes, and how many of its bits count. */
    record Cidr(byte[] address, int prefix) {
        private BigInteger number() {
            return new BigInteger(1, address);
        }

        private int free() {
            return address.length * 8 - prefix;
        }

        BigInteger first() {
            return number().shiftRight(free()).shiftLeft(free());
        }

        BigInteger last() {
            return first().add(BigInteger.ONE.shiftLeft(free())).subtract(BigInteger.ONE);
        }

        AddressRange range() throws UnknownHostException {
            return AddressRange.parse(at(first()).getHostAddress() + "/" + prefix);
        }

        /** The address with this number; null where there is none, below zero and above all bits set. */
        InetAddress at(BigInteger number) throws UnknownHostException {
            if (number.signum() < 0 || number.bitLength() > address.length * 8) {
                return null;
            }
            byte[] bytes = new byte[address.length];
            byte[] digits = number.toByteArray();
            int count = Math.min(digits.length, bytes.length);
            System.arraycopy(digits, digits.length - count, bytes, bytes.length - count, count);
            return InetAddress.getByAddress(bytes);
        }

        @Override
        public String toString() {
            return Arrays.toString(address) + "/" + prefix;
        }
    }

    @Provide
    Arbitrary<Cidr> ranges() {
        return Arbitraries.of(4, 16)
                .flatMap(length -> Combinators.combine(
                                Arbitraries.bytes().array(byte[].class).ofSize(length),
                                Arbitraries.integers().between(0, length * 8))
                        .as(Cidr::new));
    }

    @Property
    void aRangeHoldsItsFirstAndItsLastAddressAndNeitherNeighbour(@ForAll("ranges") Cidr cidr) throws Exception {
        AddressRange range = cidr.range();
        assertThat(range.contains(cidr.at(cidr.first()))).isTrue();
        assertThat(range.contains(cidr.at(cidr.last()))).isTrue();
        InetAddress before = cidr.at(cidr.first().subtract(BigInteger.ONE));
        InetAddress after = cidr.at(cidr.last().add(BigInteger.ONE));
        assertThat(before != null && range.contains(before)).isFalse();
        assertThat(after != null && range.contains(after)).isFalse();
    }

    @Property
    void anAddressIsInARangeWhereItsFirstBitsAreTheRanges(@ForAll("ranges") Cidr cidr, @ForAll("ranges") Cidr other)
            throws Exception {
        InetAddress address = InetAddress.getByAddress(other.address());
        boolean inside = other.address().length == cidr.address().length
                && other.number().compareTo(cidr.first()) >= 0
                && other.number().compareTo(cidr.last()) <= 0;
        assertThat(cidr.range().contains(address)).isEqualTo(inside);
    }

    @Property
    void anIpv4RangeWrittenAsIpv6IsTheSameRange(@ForAll("ranges") Cidr cidr, @ForAll("ranges") Cidr other)
            throws Exception {
        if (cidr.address().length == 4) {
            String mapped = "::ffff:" + cidr.at(cidr.first()).getHostAddress() + "/" + (96 + cidr.prefix());
            InetAddress address = InetAddress.getByAddress(other.address());
            assertThat(AddressRange.parse(mapped).contains(address))
                    .isEqualTo(cidr.range().contains(address));
        }
    }

    @Example
    void oneAddressIsARangeOfOne() throws Exception {
        assertThat(AddressRange.parse(" 10.20.0.7 ").contains(InetAddress.getByName("10.20.0.7")))
                .isTrue();
        assertThat(AddressRange.parse("10.20.0.7").contains(InetAddress.getByName("10.20.0.8")))
                .isFalse();
        assertThat(AddressRange.parse("2001:db8::7").contains(InetAddress.getByName("2001:DB8:0::7")))
                .isTrue();
        assertThat(AddressRange.parse("::ffff:10.20.0.7").contains(InetAddress.getByName("10.20.0.7")))
                .isTrue();
    }

    @Example
    void aPeerThatComesAsMappedIpv6IsItsIpv4Address() throws Exception {
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(new byte[] {10, 20, 0, 7}, 0, mapped, 12, 4);
        InetAddress peer = java.net.Inet6Address.getByAddress("", mapped, 0);
        assertThat(peer.getAddress()).as("stays as it came").hasSize(16);
        assertThat(AddressRange.parse("10.20.0.0/24").contains(peer)).isTrue();
        assertThat(AddressRange.parse("10.20.1.0/24").contains(peer)).isFalse();
        assertThat(AddressRange.parse("::/0").contains(peer)).isFalse();
    }

    @Example
    void allOfIpv4IsNothingOfIpv6AndTheOtherWayRound() throws Exception {
        InetAddress four = InetAddress.getByName("192.0.2.1");
        InetAddress six = InetAddress.getByName("2001:db8::1");
        assertThat(AddressRange.parse("0.0.0.0/0").contains(four)).isTrue();
        assertThat(AddressRange.parse("0.0.0.0/0").contains(six)).isFalse();
        assertThat(AddressRange.parse("::/0").contains(six)).isTrue();
        assertThat(AddressRange.parse("::/0").contains(four)).isFalse();
    }

    @Example
    void whatIsNoAddressInFiguresIsRefusedAndNeverLookedUp() {
        for (String wrong : List.of(
                "",
                "analyzer.lab",
                "10.20.0",
                "10.20.0.256",
                "010.20.0.7",
                "10.20.0.0/33",
                "10.20.0.0/-1",
                "10.20.0.0/",
                "10.20.0.0/24/8",
                "2001:db8::/129",
                "::ffff:10.20.0.0/95",
                "fe80::1%eth0",
                "1:2:3",
                "1.2.3.4:5",
                "10.20.0.1-10.20.0.9")) {
            assertThatThrownBy(() -> AddressRange.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected an address or a range");
        }
    }

    @Example
    void anAddressThatGoesOnAfterItsPrefixIsAskedAbout() {
        assertThatThrownBy(() -> AddressRange.parse("10.20.0.7/24"))
                .hasMessageContaining("is it 10.20.0.0/24 or 10.20.0.7?");
    }
}
