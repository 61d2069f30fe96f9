/** USB 2 (480 Mbit/s) or USB 3 (5 Gbit/s). */
export type LinkSpeed = 'high' | 'super';
